package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code start --detach}, {@code logs}, and what a terminal shows, as a shell sees them. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class DetachIT {
    @TempDir
    Path temporary;

    private Path root;
    private Path log;

    @BeforeEach
    void names() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        log = root.resolve("dev").resolve("streams.log");
    }

    @AfterEach
    void stop() throws Exception {
        try (var stop = StreamsProcess.run(root, "stop", "--name", "dev")) {
            stop.exitCode();
        }
    }

    private String run(int code, String... words) throws Exception {
        try (var process = StreamsProcess.run(root, words)) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(code);
            return code == 0 ? process.output() : process.errors();
        }
    }

    private static String member(String json, String name) {
        return json.replaceAll("(?s).*\"" + name + "\": \"?([^\",\n]*)\"?,?\n.*", "$1");
    }

    private static int status(String url, String key) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        if (!key.isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + key);
        }
        return connection.getResponseCode();
    }

    @Test
    void detach_returnsOnceItIsHealthy_andLeavesALog() throws Exception {
        var exports = run(0, "start", "--detach", "--name", "dev", "--request-log", "--log-level", "info");
        assertThat(exports)
                .matches(
                        "(?s)\\{\n  \"name\": \"dev\",\n  \"pid\": \\d+,\n  \"http\": \\{.*\\},\n  \"sqlite\": \\{.*\\},\n"
                                + "  \"log\": \"" + log + "\"\n\\}\n");
        assertThat(status(member(exports, "url") + "/v1/streams", "")).isEqualTo(200);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(run(0, "logs", "--name", "dev"))
                .contains("[durability] full: an answered append is on disk")
                .contains("server dev listens on " + member(exports, "url"))
                .containsPattern("\\d{4}-\\d\\d-\\d\\dT\\S+Z GET /v1/streams 200 \\d+ \\d+\\.\\d{3}ms\n");
        assertThat(run(0, "logs", "--name", "dev", "--lines", "1").lines()).hasSize(1);
        assertThat(run(0, "start", "--detach", "--name", "dev"))
                .contains("\"reused\": true")
                .contains(member(exports, "pid"));
        assertThat(run(1, "start", "--detach", "--no-reuse", "--name", "dev")).isEqualTo("server is running: dev\n");
        assertThat(run(0, "stop", "--name", "dev")).contains("\"stopped\": true");
    }

    @Test
    void detach_handsTheKeyOverUnseen() throws Exception {
        var exports = run(0, "start", "--detach", "--name", "dev", "--api-key", "s3cret-of-mine");
        var url = member(exports, "url") + "/v1/streams";
        assertThat(status(url, "")).isEqualTo(401);
        assertThat(status(url, "s3cret-of-mine")).isEqualTo(200);
        assertThat(Path.of("/proc", member(exports, "pid"), "cmdline"))
                .content()
                .doesNotContain("s3cret");
        assertThat(log).content().doesNotContain("s3cret");
    }

    @Test
    void portInUse_namesItsOwnerAndTheNextFreeOne() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var port = taken.getLocalPort();
            var expected =
                    "cannot listen on 127\\.0\\.0\\.1:" + port + ": Address already in use \\(EADDRINUSE\\) by process "
                            + ProcessHandle.current().pid() + " \\(java\\); port \\d+ is free\n";
            assertThat(run(1, "start", "--name", "dev", "--port", Integer.toString(port)))
                    .matches(expected);
            assertThat(run(1, "start", "--detach", "--name", "dev", "--port", Integer.toString(port)))
                    .matches(expected);
        }
    }

    @Test
    void logFileThatCannotBe_isOneLineOfError() throws Exception {
        var nowhere = root.resolve("none").resolve("dev.log");
        for (var words : List.of(List.<String>of(), List.of("--detach"))) {
            var line = new ArrayList<>(List.of("start", "--name", "dev", "--log-file", nowhere.toString()));
            line.addAll(words);
            assertThat(run(1, line.toArray(String[]::new)))
                    .startsWith("cannot write --log-file " + nowhere + ": ")
                    .hasLineCount(1);
        }
    }

    @Test
    void logs_withoutAny_saysWhatWritesOne() throws Exception {
        assertThat(run(1, "logs", "--name", "dev"))
                .isEqualTo("no log of server dev: " + log + " (start --detach writes one)\n");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "a\n");
        assertThat(run(1, "logs", "--name", "dev", "--lines", "-1")).isEqualTo("invalid --lines: -1\n");
    }

    @Test
    void logs_follow_untilInterrupted() throws Exception {
        Files.createDirectories(log.getParent());
        Files.writeString(log, "first\n");
        try (var follower = StreamsProcess.run(root, "logs", "--name", "dev", "-f")) {
            assertThat(follower.line()).isEqualTo("first");
            Files.writeString(log, "second\n", java.nio.file.StandardOpenOption.APPEND);
            assertThat(follower.line()).isEqualTo("second");
            follower.signal("INT");
            assertThat(follower.exitCode()).isZero();
        }
    }

    @Test
    void terminal_showsForms_andAPipeJson() throws Exception {
        Files.createDirectories(root.resolve("dev"));
        assertThat(onTerminal("status", Optional.empty()))
                .isEqualTo(
                        "\u001b[2mNAME\u001b[0m  \u001b[2mSTATE  \u001b[0m  \u001b[2mURL\u001b[0m  \u001b[2mPID\u001b[0m  \u001b[2mDATA\u001b[0m\r\n"
                                + "\u001b[1mdev \u001b[0m  \u001b[2mstopped\u001b[0m  -    -    " + root.resolve("dev")
                                + "\r\n");
        assertThat(onTerminal("status", Optional.of("NO_COLOR"))).startsWith("NAME  STATE    URL  PID  DATA\r\n");
        assertThat(onTerminal("status | cat", Optional.empty())).startsWith("[\r\n  {\r\n    \"name\": \"dev\",");
    }

    private String onTerminal(String words, Optional<String> variable) throws Exception {
        var command = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
                + System.getProperty("java.class.path") + " " + Main.class.getName() + " " + words;
        var builder = new ProcessBuilder("script", "-qec", command, "/dev/null");
        builder.environment().put("DS_LOCAL_DATA_ROOT", root.toString());
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("NO_COLOR");
        variable.ifPresent(name -> builder.environment().put(name, "1"));
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
