package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code start} as a shell sees it. */
@Timeout(120)
class StartIT {
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

    @Test
    void start_printsItsExportsAndWritesServerFile() throws Exception {
        try (var server = start()) {
            var port = URI.create(server.url()).getPort();
            assertThat(server.output())
                    .isEqualTo("""
                            {
                              "name": "dev",
                              "pid": %d,
                              "http": {
                                "port": %d,
                                "url": "http://127.0.0.1:%d"
                              },
                              "sqlite": {
                                "path": "%s"
                              }
                            }
                            """.formatted(server.pid(), port, port, directory.resolve("durable-streams.sqlite")));
            assertThat(directory.resolve("server.json"))
                    .content()
                    .containsPattern(
                            "\\A\\{\n  \"version\": 1,\n  \"name\": \"dev\",\n  \"pid\": " + server.pid()
                                    + ",\n  \"startedAt\": \"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\",\n  \"http\": ")
                    .endsWith("}\n");
            assertThat(server.send("GET", "/health", "")).isEqualTo("200 {\"ok\":true}");
            assertThat(server.errors()).isEqualTo(DURABILITY);
        }
    }

    @Test
    void start_again_showsTheRunningServerAndExits0() throws Exception {
        try (var server = start();
                var again = StreamsProcess.run(root, "start", "--name", "dev", "--port", "0")) {
            assertThat(again.exitCode()).isZero();
            assertThat(again.output())
                    .isEqualTo(
                            server.output().substring(0, server.output().length() - 3) + ",\n  \"reused\": true\n}\n");
            assertThat(server.send("GET", "/health", "")).startsWith("200 ");
        }
    }

    @Test
    void start_againWithNoReuse_isLocked() throws Exception {
        try (var server = start();
                var again = StreamsProcess.run(root, "start", "--name=dev", "--no-reuse")) {
            assertThat(again.exitCode()).isEqualTo(1);
            assertThat(again.output()).isEmpty();
            assertThat(again.errors())
                    .isEqualTo("Lock file is already being held (ELOCKED): " + directory.resolve("server.lock") + "\n");
            assertThat(server.send("GET", "/health", "")).startsWith("200 ");
        }
    }

    @Test
    void start_lockHeldWhileThatServerComesUp_waitsAndShowsIt() throws Exception {
        var asked = new AtomicInteger();
        var slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        slow.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(asked.incrementAndGet() < 4 ? 503 : 200, -1);
            exchange.close();
        });
        slow.start();
        holdLock();
        var port = slow.getAddress().getPort();
        Files.writeString(directory.resolve("server.json"), """
                {"name":"dev","pid":%d,"http":{"port":%d,"url":"http://127.0.0.1:%d"},"sqlite":{"path":"/x"}}
                """.formatted(
                        ProcessHandle.current().pid(), port, port));
        try (var server = StreamsProcess.run(root, "start", "--name", "dev")) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.output()).contains("\"port\": " + port).endsWith("  \"reused\": true\n}\n");
            assertThat(server.errors()).isEmpty();
            assertThat(asked).hasValue(4);
        } finally {
            slow.stop(0);
        }
    }

    @Test
    void start_lockHeldByAnotherWithoutServer_givesUpAfterFiveSeconds() throws Exception {
        holdLock();
        var began = System.nanoTime();
        try (var server = StreamsProcess.run(root, "start", "--name", "dev")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.output()).isEmpty();
            assertThat(server.errors()).startsWith("Lock file is already being held (ELOCKED)");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(5));
    }

    @Test
    void start_portBusy_namesThePort() throws Exception {
        try (var server = start()) {
            var port = Integer.toString(URI.create(server.url()).getPort());
            try (var other = StreamsProcess.run(root, "start", "--name", "other", "--port", port)) {
                assertThat(other.exitCode()).isEqualTo(1);
                assertThat(other.output()).isEmpty();
                assertThat(other.errors())
                        .startsWith("cannot listen on 127.0.0.1:" + port + ": ")
                        .hasLineCount(1);
            }
        }
        assertThat(root.resolve("other").resolve("server.lock.lock")).doesNotExist();
    }

    @Test
    void sigterm_closesCleanlyAndExits0() throws Exception {
        endsCleanly("TERM", 0);
    }

    @Test
    void sigint_closesCleanlyAndExits0() throws Exception {
        endsCleanly("INT", 0);
    }

    @Test
    void sighup_closesCleanlyAndExits129() throws Exception {
        endsCleanly("HUP", 129);
    }

    @Test
    void sigkill_nextStartTakesOverAtOnceWithEveryAcknowledgedAppend() throws Exception {
        try (var server = start()) {
            assertThat(server.send("PUT", "/v1/stream/a", "[1]")).startsWith("201 ");
            assertThat(server.send("POST", "/v1/stream/a", "[2,3]")).startsWith("204 ");
            server.signal("KILL");
            assertThat(server.exitCode()).isEqualTo(137);
        }
        assertThat(directory.resolve("server.lock.lock")).isDirectory();
        assertThat(directory.resolve("server.json")).exists();

        try (var next =
                StreamsProcess.run(root, "start", "--name", "dev", "--no-reuse").untilReady()) {
            assertThat(next.send("GET", "/v1/stream/a", "")).isEqualTo("200 [1,2,3]");
        }
    }

    @Test
    void sigkill_staleServerFile_isNotReused() throws Exception {
        try (var server = start()) {
            server.signal("KILL");
            server.exitCode();
        }
        try (var next = start()) {
            assertThat(next.output()).doesNotContain("reused").contains("\"pid\": " + next.pid());
        }
    }

    @Test
    void lockTakenByAnother_stopsServingAndExits1() throws Exception {
        try (var server = start()) {
            var lock = directory.resolve("server.lock.lock");
            Files.setLastModifiedTime(lock, FileTime.fromMillis(1));
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors()).contains("ECOMPROMISED: lost the lock " + directory.resolve("server.lock"));
            assertThat(lock).isDirectory();
            assertThat(directory.resolve("durable-streams.sqlite-wal")).doesNotExist();
        }
    }

    private void endsCleanly(String signal, int code) throws Exception {
        try (var server = start();
                var live = new Socket("127.0.0.1", URI.create(server.url()).getPort())) {
            assertThat(server.send("PUT", "/v1/stream/a", "[1]")).startsWith("201 ");
            var head = "GET /v1/stream/a?offset=-1&live=sse HTTP/1.1\r\nHost: localhost\r\n\r\n";
            live.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(live.getInputStream().read()).isEqualTo('H');

            var began = System.nanoTime();
            server.signal(signal);
            assertThat(server.exitCode()).isEqualTo(code);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            assertThat(server.errors()).isEqualTo(DURABILITY);
        }
        try (var left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("durable-streams.sqlite", "server.lock");
        }
    }

    /** Leaves a lock that no process will take for stale during the test. */
    private void holdLock() throws IOException {
        var lock = Files.createDirectories(directory.resolve("server.lock.lock"));
        Files.setLastModifiedTime(lock, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    }

    private StreamsProcess start() throws IOException {
        return StreamsProcess.run(root, "start", "--name", "dev").untilReady();
    }
}
