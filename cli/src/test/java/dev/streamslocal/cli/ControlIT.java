package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code status}, {@code stop} and {@code reset} as a shell sees them (contract 50 §4). */
@Timeout(120)
class ControlIT {
    @TempDir
    Path temporary;

    private Path root;
    private Path directory;

    @BeforeEach
    void names() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        directory = root.resolve("dev");
    }

    // status

    @Test
    void status_ofANameThatNeverWas_saysSoAndMakesNothing() throws Exception {
        assertThat(run("status", "--name", "dev")).isEqualTo(status("null", false, false));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void status_ofAServer_showsItsFile_andAfterItsEndThatItIsStale() throws Exception {
        String dump;
        try (var server = start()) {
            dump = dump();
            assertThat(run("status", "--name", "dev")).isEqualTo(status(dump, true, true));
            var all = "[\n" + status(dump, true, true).indent(2) + "]\n";
            assertThat(run()).isEqualTo(all);
            assertThat(run("status", "--name=")).isEqualTo(all);
            server.signal("KILL");
            server.exitCode();
        }
        assertThat(run("status", "--name", "dev"))
                .isEqualTo(status(dump, false, false))
                .contains("\"stale\": true");
    }

    @Test
    void status_ofAll_isSortedByName_andFailsForAWrongOne() throws Exception {
        assertThat(run("status")).isEqualTo("[]\n");
        for (var name : List.of("b", "a", "A")) {
            Files.createDirectory(root.resolve(name));
        }
        assertThat(run("status").lines().filter(line -> line.contains("\"name\"")))
                .containsExactly("    \"name\": \"A\",", "    \"name\": \"a\",", "    \"name\": \"b\",");
        Files.createDirectory(root.resolve("not a name"));
        fails("invalid server name: not a name\n", "status");
        assertThat(run("status", "--name", "a")).contains("\"dump\": null");
    }

    @Test
    void status_withoutRoot_isEmpty() throws Exception {
        Files.delete(root);
        assertThat(run("status")).isEqualTo("[]\n");
        assertThat(root).doesNotExist();
    }

    @Test
    void status_ofABrokenFile_hasNoDump() throws Exception {
        Files.createDirectory(directory);
        for (var text : List.of("", "{\"name\":\"dev\"", "[]", "{\"name\":\"dev\",\"pid\":\"1\"}")) {
            Files.writeString(directory.resolve("server.json"), text);
            assertThat(run("status", "--name", "dev")).isEqualTo(status("null", false, false));
        }
    }

    // stop

    @Test
    void stop_endsTheServer_andSaysAfterwardsThatNoneRuns() throws Exception {
        try (var server = start()) {
            assertThat(server.send("PUT", "/v1/stream/a", "")).startsWith("201 ");
            assertThat(run("stop", "--name", "dev")).isEqualTo("""
                    {
                      "name": "dev",
                      "stopped": true,
                      "pid": %d
                    }
                    """.formatted(server.pid()));
            assertThat(server.exitCode()).isZero();
            Files.writeString(directory.resolve("server.json"), json(server.pid()));
            assertThat(run("stop", "--name", "dev")).isEqualTo(notRunning(server.pid()));
        }
    }

    @Test
    void stop_withoutAServerFile_isNotFound() throws Exception {
        assertThat(run("stop", "--name", "dev")).isEqualTo("""
                {
                  "name": "dev",
                  "stopped": false,
                  "reason": "not_found"
                }
                """);
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void stop_leavesAStrangerAlone_thatHasTheRecordedNumber() throws Exception {
        var stranger = new ProcessBuilder("sleep", "100").start();
        try {
            Files.createDirectory(directory);
            Files.writeString(directory.resolve("server.json"), json(stranger.pid()));
            assertThat(run("stop", "--name", "dev")).isEqualTo(notRunning(stranger.pid()));
            Files.writeString(
                    directory.resolve("server.owner"),
                    "{\"pid\":" + stranger.pid() + ",\"processStart\":1,\"lockMtimeMs\":1,\"nextMtimeMs\":1}");
            assertThat(run("stop", "--name", "dev")).isEqualTo(notRunning(stranger.pid()));
            assertThat(stranger.isAlive()).isTrue();
            assertThat(run("reset", "--name", "dev")).contains("\"reset\": true");
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void stop_ofAHungServer_signalsIt_andTellsThatItIsStillThere() throws Exception {
        try (var server = start()) {
            server.signal("STOP");
            try {
                assertThat(run("status", "--name", "dev"))
                        .contains("\"pidAlive\": true", "\"healthy\": false", "\"running\": false");
                fails("server is running: dev\n", "reset", "--name", "dev");
                assertThat(run("stop", "--name", "dev")).contains("\"stopped\": false", "\"pid\": " + server.pid());
            } finally {
                server.signal("CONT");
            }
            assertThat(server.exitCode()).isZero();
        }
    }

    // reset

    @Test
    void reset_isRefusedWhileTheServerRuns_andThenDeletesItsDataOnly() throws Exception {
        try (var server = start()) {
            assertThat(server.send("PUT", "/v1/stream/a", "")).startsWith("201 ");
            fails("server is running: dev\n", "reset", "--name", "dev");
            assertThat(server.send("GET", "/v1/stream/a", "")).startsWith("200 ");
            server.signal("KILL");
            server.exitCode();
        }
        Files.createDirectories(directory.resolve("cache/deep/er"));
        Files.writeString(directory.resolve("cache/deep/file"), "x");
        Files.createDirectories(directory.resolve("local"));
        assertThat(run("reset", "--name", "dev")).isEqualTo("""
                {
                  "name": "dev",
                  "reset": true,
                  "sqlite": "%s"
                }
                """.formatted(directory.resolve("durable-streams.sqlite")));
        assertThat(directory)
                .isDirectoryNotContaining("glob:**/durable-streams.sqlite*")
                .isDirectoryNotContaining("glob:**/cache")
                .isDirectoryContaining("glob:**/server.json")
                .isDirectoryContaining("glob:**/server.lock")
                .isDirectoryContaining("glob:**/local");
        assertThat(run("reset", "--name", "dev")).contains("\"reset\": true");
        try (var server = start()) {
            assertThat(server.send("GET", "/v1/stream/a", "")).startsWith("404 ");
        }
    }

    // What they are run with, and what they print

    private String run(String... words) throws IOException, InterruptedException {
        try (var command = StreamsProcess.run(root, words)) {
            assertThat(command.exitCode()).as(String.join(" ", words)).isZero();
            assertThat(command.errors()).isEmpty();
            return command.output();
        }
    }

    private void fails(String message, String... words) throws IOException, InterruptedException {
        try (var command = StreamsProcess.run(root, words)) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(command.output()).isEmpty();
            assertThat(command.errors()).isEqualTo(message);
        }
    }

    private StreamsProcess start() throws IOException {
        return StreamsProcess.run(root, "start", "--name", "dev", "--port", "0").untilReady();
    }

    private String dump() throws IOException {
        return Files.readString(directory.resolve("server.json")).strip().replace("\n", "\n  ");
    }

    private String status(String dump, boolean pidAlive, boolean healthy) {
        var running = pidAlive && healthy;
        return """
                {
                  "name": "dev",
                  "dataDir": "%s",
                  "dump": %s,
                  "pidAlive": %b,
                  "healthy": %b,
                  "running": %b,
                  "stale": %b
                }
                """.formatted(directory, dump, pidAlive, healthy, running, !dump.equals("null") && !running);
    }

    private static String notRunning(long pid) {
        return """
                {
                  "name": "dev",
                  "stopped": false,
                  "reason": "pid_not_running",
                  "pid": %d
                }
                """.formatted(pid);
    }

    private static String json(long pid) {
        return """
                {"name":"dev","pid":%d,"http":{"port":1,"url":"http://127.0.0.1:1"},"sqlite":{"path":"/x"}}
                """.formatted(pid);
    }
}
