package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.Diagnosis.Finding;
import dev.streamslocal.engine.Diagnosis.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {
    @TempDir
    Path temporary;

    private Path root;

    @BeforeEach
    void name() {
        root = temporary.resolve("root");
    }

    private ServerOptions options(int port) {
        return ServerOptions.builder()
                .name("dev")
                .port(port)
                .environment(Map.of("DS_LOCAL_DATA_ROOT", root.toString()))
                .build();
    }

    private Finding finding(String check) {
        return finding(check, options(0));
    }

    private static Finding finding(String check, ServerOptions options) {
        return Diagnosis.of(options).findings().stream()
                .filter(each -> each.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void newPlace_isGood_andStaysAsItIs() {
        var diagnosis = Diagnosis.of(options(0));
        assertThat(diagnosis.ok()).isTrue();
        assertThat(diagnosis.findings())
                .extracting(Finding::check)
                .containsExactly(
                        "jdk", "transport", "variables", "file system", "free space", "port", "lock", "database");
        assertThat(diagnosis.pretty())
                .startsWith(
                        "{\n  \"name\": \"dev\",\n  \"ok\": true,\n  \"checks\": [\n    {\n      \"check\": \"jdk\",\n")
                .contains(Runtime.version().toString());
        assertThat(root).doesNotExist();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void fileInPlaceOfTheRoot_cannotBeWrittenTo() throws IOException {
        Files.writeString(root, "");
        // What is above it can be: a server would fail all the same.
        assertThat(finding("file system").verdict()).isEqualTo(Verdict.FAILURE);
        assertThat(finding("file system").found()).contains(root.toString());
    }

    @Test
    void runningServer_isFoundByPortAndLock() {
        try (var server = LocalStreamsServer.start(options(0))) {
            assertThat(finding("port").found()).startsWith(server.exports().port() + ", on which");
            assertThat(finding("lock").found())
                    .isEqualTo("held by process " + ProcessHandle.current().pid() + ", which is healthy");
            assertThat(finding("database").found()).isEqualTo("1 streams, 0 messages");
            assertThat(Diagnosis.of(options(0)).ok()).isTrue();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void portInUse_namesOwnerAndNextFreeOne() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var found = finding("port", options(taken.getLocalPort()));
            assertThat(found.verdict()).isEqualTo(Verdict.FAILURE);
            assertThat(found.found())
                    .contains("in use by process " + ProcessHandle.current().pid() + " (")
                    .containsPattern("; port \\d+ is free$");
            assertThat(PortOwner.nextFree("127.0.0.1", taken.getLocalPort()))
                    .hasValueSatisfying(next -> assertThat(next).isGreaterThan(taken.getLocalPort()));
        }
    }

    @Test
    void lockLeftBehind_isTakenByTheNextStart_andAFreshOneIsDoubtful() throws IOException {
        var lock = Files.createDirectories(root.resolve("dev").resolve("server.lock.lock"));
        assertThat(finding("lock").verdict()).isEqualTo(Verdict.WARNING);
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(finding("lock").verdict()).isEqualTo(Verdict.OK);
        assertThat(finding("lock").found()).startsWith("left behind");
    }

    @Test
    void databaseThatIsNoneOfOurs_isAFailureWithAdvice() throws IOException {
        Files.createDirectories(root.resolve("dev"));
        Files.writeString(root.resolve("dev").resolve("durable-streams.sqlite"), "no database at all");
        var found = finding("database");
        assertThat(found.verdict()).isEqualTo(Verdict.FAILURE);
        assertThat(found.found()).contains("durable-streams.sqlite");
        assertThat(found.advice()).isNotEmpty();
        assertThat(Diagnosis.of(options(0)).ok()).isFalse();
    }
}
