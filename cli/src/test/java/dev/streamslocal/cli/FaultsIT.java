package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands where the system does not give them what they need; what needs no process of its own is in {@link FaultsTest}. */
@Timeout(120)
class FaultsIT {
    private static final String DURABILITY =
            "[durability] full: an answered append is on disk" + System.lineSeparator();

    @TempDir
    Path temporary;

    private Path root;
    private Path directory;

    @BeforeEach
    void names() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        directory = root.resolve("dev");
    }

    // A disk that takes nothing

    @Test
    void readOnlyRoot_stopsTheStart() throws Exception {
        try (var mount = Mount.tmpfs(root, "ro")) {
            CommandRun.of(root, "start", "--name", "dev")
                    .failsWith("cannot lock " + directory.resolve("server.lock") + ": " + directory
                            + ": Read-only file system\n");
            assertThat(root).isEmptyDirectory();
            mount.change("rw");
            CommandRun.of(root, "start", "--name", "dev").succeeds();
        }
    }

    /** A disk that the system has made read-only because of a fault. */
    @Test
    void readOnlyRootWithData_canBeLookedAtAndVerified_andIsLeftAsItIs() throws Exception {
        try (var mount = Mount.tmpfs(root, "size=16m")) {
            StreamsProcess.run(root, "start", "--name", "dev").untilReady().close();
            mount.change("ro");
            fails("cannot lock " + directory.resolve("server.lock") + ": ");
            CommandRun.of(root, "reset", "--name", "dev")
                    .failsWith("cannot delete " + directory + ": " + directory.resolve("durable-streams.sqlite")
                            + ": Read-only file system\n");
            CommandRun.of(root, "status", "--name", "dev").succeeds().says("\"pidAlive\": false", "\"stale\": true");
            CommandRun.of(root, "stop", "--name", "dev").succeeds().says("\"reason\": \"pid_not_running\"");
            CommandRun.of(root, "verify", "--name", "dev").succeeds().says("\"ok\": true");
            mount.change("rw");
            CommandRun.of(root, "start", "--name", "dev", "--no-reuse").succeeds();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4k", "16k", "48k"})
    void fullDisk_stopsTheStart_andIsNotInTheWayOfTheNext(String size) throws Exception {
        try (var mount = Mount.tmpfs(root, "size=" + size)) {
            CommandRun.of(root, "start", "--name", "dev")
                    .failsWith(directory.resolve("durable-streams.sqlite") + " cannot be used: ");
            assertThat(directory.resolve("server.lock.lock")).doesNotExist();
            assertThat(directory.resolve("durable-streams.sqlite")).doesNotExist();
            mount.change("size=16m");
            CommandRun.of(root, "start", "--name", "dev", "--no-reuse").succeeds();
            CommandRun.of(root, "verify", "--name", "dev").succeeds();
        }
    }

    @Test
    void fullDisk_whereNoByteFits_stopsTheStart() throws Exception {
        try (var mount = Mount.tmpfs(root, "size=4k")) {
            Files.write(root.resolve("ballast"), new byte[4096]);
            CommandRun.of(root, "start", "--name", "dev")
                    .failsWith("cannot lock " + directory.resolve("server.lock") + ": No space left on device\n");
            assertThat(directory.resolve("server.lock.lock")).doesNotExist();
            mount.change("size=16m");
            CommandRun.of(root, "start", "--name", "dev", "--no-reuse").succeeds();
        }
    }

    /** The one of these that runs everywhere. */
    @Test
    void rootThatIsAFile_stopsTheStart() throws Exception {
        Files.delete(root);
        Files.createFile(root);
        fails("cannot lock " + directory.resolve("server.lock") + ": " + directory + ": Not a directory\n");
    }

    private void fails(String beginning) throws Exception {
        try (var start = StreamsProcess.run(root, "start", "--name", "dev")) {
            assertThat(start.exitCode()).isEqualTo(1);
            assertThat(start.output()).isEmpty();
            assertThat(start.errors()).startsWith(beginning).endsWith("\n").hasLineCount(1);
        }
    }

    // The environment

    @Test
    void relativeRoot_isBelowTheWorkingDirectory() throws Exception {
        var environment = Map.of("DS_LOCAL_DATA_ROOT", "below/../data");
        var place = temporary.toRealPath();
        try (var server = StreamsProcess.run(place, environment, "start", "--name", "dev")
                        .untilReady();
                var status = StreamsProcess.run(root.toRealPath(), Map.of("DS_LOCAL_DATA_ROOT", "../data"), "status")) {
            var data = place.resolve("data").resolve("dev");
            assertThat(server.output()).contains("\"path\": \"" + data.resolve("durable-streams.sqlite") + "\"");
            assertThat(status.exitCode()).isZero();
            assertThat(status.output()).contains("\"dataDir\": \"" + data + "\"", "\"running\": true");
        }
        assertThat(place.resolve("below")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void rootThatTheLocaleCannotSpell_isNamedInOneLine() throws Exception {
        assumeTrue(
                System.getProperty("sun.jnu.encoding", "").equals("UTF-8"),
                "LEFT OUT: the locale of this test cannot spell that name either");
        var environment =
                Map.of("DS_LOCAL_DATA_ROOT", temporary.resolve("d\u00e4ta").toString(), "LC_ALL", "C");
        try (var failed = StreamsProcess.run(temporary, environment, "start")) {
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.output()).isEmpty();
            assertThat(failed.errors())
                    .startsWith("invalid DS_LOCAL_DATA_ROOT: " + temporary)
                    .hasLineCount(1);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void logFileThatTheLocaleCannotSpell_isNamedInOneLine() throws Exception {
        assumeTrue(
                System.getProperty("sun.jnu.encoding", "").equals("UTF-8"),
                "LEFT OUT: the locale of this test cannot spell that name either");
        var environment = Map.of("DS_LOCAL_DATA_ROOT", root.toString(), "LC_ALL", "C");
        for (var word : new String[] {"--detach", "--no-reuse"}) {
            try (var failed = StreamsProcess.run(temporary, environment, "start", word, "--log-file", "d\u00e4.log")) {
                assertThat(failed.exitCode()).isEqualTo(1);
                assertThat(failed.errors())
                        .startsWith("cannot write --log-file ")
                        .hasLineCount(1);
            }
        }
    }

    @Test
    void variableWithABadValue_stopsTheStart() throws Exception {
        var environment = Map.of("DS_LOCAL_DATA_ROOT", root.toString(), "DS_SEGMENT_MAX_BYTES", "16 MiB");
        try (var failed = StreamsProcess.run(temporary, environment, "start", "--name", "dev")) {
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.output()).isEmpty();
            assertThat(failed.errors()).isEqualTo("invalid DS_SEGMENT_MAX_BYTES: 16 MiB\n");
        }
        assertThat(directory.resolve("server.lock.lock")).doesNotExist();
    }

    @Test
    void variablesThatNobodyKnows_areNamedOnce() throws Exception {
        var environment = Map.of(
                "DS_LOCAL_DATA_ROOT", root.toString(), "DS_TYPO", "1", "DS_A", "", "DS_BENCH_X", "1", "DSX", "1");
        try (var server = StreamsProcess.run(temporary, environment, "start").untilReady()) {
            assertThat(server.send("PUT", "/v1/stream/a", "[1]")).startsWith("201 ");
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(server.errors())
                    .isEqualTo("[config] unknown DS_* environment variables: DS_A, DS_TYPO\n" + DURABILITY);
        }
    }

    // Several at once

    @Test
    void startsAtTheSameTime_makeOneServer_whichAllOfThemShow() throws Exception {
        var starts = startTogether(3);
        try {
            for (var each : starts) {
                each.untilReady();
            }
            var servers = starts.stream()
                    .filter(each -> !each.output().contains("\"reused\": true"))
                    .toList();
            assertThat(servers).hasSize(1);
            var server = servers.getFirst();
            assertThat(starts)
                    .allSatisfy(each -> assertThat(each.output())
                            .contains("\"pid\": " + server.pid() + ",", "\"url\": \"" + server.url() + "\""));
            for (var each : starts) {
                assertThat(each == server ? 0 : each.exitCode()).isZero();
            }
            assertThat(server.send("GET", "/health", "")).startsWith("200 ");
        } finally {
            close(starts);
        }
    }

    @Test
    void startsAtTheSameTimeWithNoReuse_makeOneServer_andTheOthersSayWhy() throws Exception {
        var starts = startTogether(3, "--no-reuse");
        try {
            var refused = new ArrayList<String>();
            var served = new ArrayList<StreamsProcess>();
            for (var each : starts) {
                try {
                    served.add(each.untilReady());
                } catch (IOException e) {
                    assertThat(each.exitCode()).isEqualTo(1);
                    refused.add(each.errors());
                }
            }
            assertThat(served).hasSize(1);
            assertThat(refused)
                    .hasSize(2)
                    .containsOnly(
                            "Lock file is already being held (ELOCKED): " + directory.resolve("server.lock") + "\n");
            assertThat(served.getFirst().send("GET", "/health", "")).startsWith("200 ");
        } finally {
            close(starts);
        }
    }

    private List<StreamsProcess> startTogether(int count, String... more) throws IOException {
        var words = new ArrayList<>(List.of("start", "--name", "dev"));
        words.addAll(List.of(more));
        var starts = new ArrayList<StreamsProcess>();
        for (var i = 0; i < count; i++) {
            starts.add(StreamsProcess.run(root, words.toArray(String[]::new)));
        }
        return starts;
    }

    private static void close(List<StreamsProcess> starts) throws IOException, InterruptedException {
        for (var each : starts) {
            each.close();
        }
    }
}
