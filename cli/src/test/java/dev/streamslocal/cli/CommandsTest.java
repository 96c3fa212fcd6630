package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
    void run_verifyOfUnknownName_namesItAndMakesNothing() {
        assertThat(run("verify --name nowhere")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("no database of server nowhere: " + root.resolve("nowhere/durable-streams.sqlite")
                        + System.lineSeparator());
        assertThat(out.size()).isZero();
        assertThat(root).isEmptyDirectory();
    }

    private int run(String line) {
        var commands =
                new Commands(environment, new PrintStream(out, true), new PrintStream(err, true), new Shutdown());
        return commands.run(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
