package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Map<String, String> environment;

    @BeforeEach
    void ownRoot() {
        environment = Map.of("DS_LOCAL_DATA_ROOT", root.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import                        | not implemented yet: import",
                "status --name a/b             | invalid server name: a/b",
                "stop --name ..                | invalid server name: ..",
                "reset --name=a,b              | invalid server name: a,b",
                "--name dev                    | unknown command: --name",
                "Start                         | unknown command: Start",
                "start --port abc              | invalid --port: abc",
                "start --port=-1               | invalid --port: -1",
                "start --port -1               | invalid --port: -1",
                "start --port Infinity         | invalid --port: Infinity",
                "start --port 65536            | invalid --port: 65536",
                "start --name a/b              | invalid server name: a/b",
                "start --name ..               | invalid server name: ..",
                "start --allow-origin          | --allow-origin needs a value",
                "start --durability fast       | invalid durability: fast (full, normal or off)",
                "start --log-level loud        | invalid --log-level: loud (off, error, warn, info, debug or trace)",
                "doctor --port abc             | invalid --port: abc",
                "doctor --name ..              | invalid server name: ..",
                "logs --name ..                | invalid server name: ..",
                "start --durability=           | invalid durability:  (full, normal or off)",
                "verify --name a/b             | invalid server name: a/b",
                "start --hostname 0.0.0.0      | hostname is not a loopback address: 0.0.0.0 (listening there needs --allow-remote)",
            })
    void run_wrongLine_isOneLineOfErrorAndExit1(String line, String message) {
        assertThat(run(line)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(message + System.lineSeparator());
        assertThat(out.size()).isZero();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void run_badVariable_isNamed() {
        environment = Map.of("DS_LOCAL_DATA_ROOT", root.toString(), "PORT", "abc");
        assertThat(run("start --bogus x -q")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("[cli] unknown flags ignored: --bogus, -q", "invalid PORT: abc");
        assertThat(out.size()).isZero();
    }

    @Test
    void run_help_showsTheCommandsAndExits0() {
        for (var line : List.of("--help", "-h", "help")) {
            assertThat(run(line)).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Usage: streams COMMAND")
                .contains("start")
                .contains("bench");
    }

    @Test
    void run_version_saysWhichBuildThisIs() {
        for (var line : List.of("--version", "-V")) {
            out.reset();
            assertThat(run(line)).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .matches("streams .+, build \\w+, JDK "
                            + Pattern.quote(Runtime.version().toString()) + ", .+\\R");
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void run_ls_isStatus() throws IOException {
        Files.createDirectory(root.resolve("dev"));
        assertThat(run("status")).isZero();
        var status = out.toString(StandardCharsets.UTF_8);
        out.reset();
        assertThat(run("ls")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(status).contains("\"name\": \"dev\"");
        out.reset();
        assertThat(run("ls --name other")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{").contains("\"name\": \"other\"");
    }

    @Test
    void run_helpOfEachCommand_hasExamples() {
        for (var name : List.of("start", "status", "ls", "stop", "reset", "logs", "doctor", "verify", "bench")) {
            out.reset();
            assertThat(run(name + " --help")).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("Examples:", "  streams ");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void run_completion_isReadByBash() throws Exception {
        assertThat(run("completion bash")).isZero();
        var script = Files.write(root.resolve("script"), out.toByteArray());
        var asked = "source " + script + " && COMP_WORDS=(streams sta) COMP_CWORD=1 && _complete_streams"
                + " && echo ${COMPREPLY[*]}";
        var bash = new ProcessBuilder("bash", "-c", asked)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo("start status");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void run_completionForFish_hasEveryCommandAndFlag() {
        assertThat(run("completion fish")).isZero();
        var script = out.toString(StandardCharsets.UTF_8);
        assertThat(script)
                .contains("complete -c streams -n __fish_use_subcommand -f -a bench -d '")
                .contains(
                        "complete -c streams -n '__fish_seen_subcommand_from stop' -l name -r -d 'Name of the server.'");
        for (var flag : StartCommand.FORMS.keySet()) {
            assertThat(script).contains("-n '__fish_seen_subcommand_from start' -l " + flag.substring(2) + " ");
        }
        assertThat(script.lines())
                .as("quotes that close")
                .allMatch(line ->
                        line.replace("\\'", "").chars().filter(c -> c == '\'').count() % 2 == 0);
    }

    @ParameterizedTest
    @CsvSource({"completion", "completion tcsh"})
    void run_completionForNoShell_saysWhichThereAre(String line) {
        assertThat(run(line)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(Completion.USAGE + System.lineSeparator());
    }

    @Test
    void run_benchWithWrongValue_isItsOwnExitCode() {
        assertThat(run("bench --rate abc")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--rate").contains("abc");
    }

    @Test
    void run_helpOfStart_showsEveryFlagAndStartsNothing() {
        assertThat(run("start --port 1 --help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(StartCommand.FORMS.keySet());
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void readme_showsEveryFlagOfStart_andNoOther() throws IOException {
        var shown = Files.readAllLines(Path.of("..", "README.md")).stream()
                .dropWhile(line -> !line.equals("### Configuration"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|")[2])
                .filter(cell -> cell.contains("`--"))
                .map(cell -> cell.replaceAll(".*`(--[a-z-]+).*", "$1"));
        assertThat(shown).containsExactlyInAnyOrderElementsOf(StartCommand.FORMS.keySet());
    }

    @Test
    void run_logThatIsADirectory_isOneLineOfError() throws IOException {
        Files.createDirectories(root.resolve("dev/streams.log"));
        CommandRun.of(root, "logs", "--name", "dev").failsWith("cannot read the log of server dev: ");
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void run_followLogThatNobodyReads_ends() throws IOException {
        Files.createDirectories(root.resolve("dev"));
        Files.writeString(root.resolve("dev/streams.log"), "line\n");
        var closed = new PrintStream(OutputStream.nullOutputStream());
        closed.close();
        var commands = new Commands(
                Map.of("DS_LOCAL_DATA_ROOT", root.toString()), Screen.ofProgram(closed, closed), new Shutdown());
        assertThat(commands.run(List.of("logs", "--name", "dev", "-f"))).isZero();
    }

    @Test
    void run_doctor_namesABadVariable_andALinkToNothing() throws IOException {
        var bad = Map.of("DS_LOCAL_DATA_ROOT", root.toString(), "DS_READ_MAX_BYTES", "many");
        var doctor = CommandRun.of(bad, "doctor", "--name", "dev");
        assertThat(doctor.code()).isEqualTo(1);
        doctor.says("\"invalid DS_READ_MAX_BYTES: many\"");
        var database = Files.createDirectories(root.resolve("dev")).resolve("durable-streams.sqlite");
        Files.createSymbolicLink(database, root.resolve("gone"));
        doctor = CommandRun.of(root, "doctor", "--name", "dev");
        assertThat(doctor.code()).isEqualTo(1);
        doctor.says(database + " is a link to nothing");
    }

    @Test
    void run_verifyOfUnknownName_namesItAndMakesNothing() {
        assertThat(run("verify --name nowhere")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("no database of server nowhere: " + root.resolve("nowhere/durable-streams.sqlite")
                        + System.lineSeparator());
        assertThat(out.size()).isZero();
        assertThat(root).isEmptyDirectory();
    }

    private int run(String line) {
        var commands = new Commands(
                environment, Screen.ofProgram(new PrintStream(out, true), new PrintStream(err, true)), new Shutdown());
        return commands.run(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
