package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * One writer for each data directory, whoever else wants it: other makes, that lock with the npm package proper-lockfile, and several
 * servers of ours at once (contract 50 §2, decision 11).
 *
 * <pre>
 * ./mvnw verify -pl conformance -Dit.test=LockIT     about two minutes
 *     -Dlock.races=50                                default 5
 * </pre>
 */
@Isolated
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class LockIT {
    private static final int RACES = Integer.getInteger("lock.races", 5);
    private static final int STARTERS = 3;
    private static final Duration STALE = Duration.ofSeconds(31);
    private static final int END_SECONDS_MAX = 40;
    private static final String HELD = "Lock file is already being held (ELOCKED)";

    private static NodeRuntime node;

    private final Path root = PackagedServer.newRoot();
    private final Path directory = root.resolve("default");
    private final Path lock = directory.resolve("server.lock.lock");
    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        node = NodeRuntime.find();
        NodeModules.install(node);
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
    }

    @Test
    void oursIsHeld_theOtherIsRefused_andTakesItAfterwards() throws Exception {
        PackagedServer ours = PackagedServer.start(root);
        try {
            assertThat(other().next()).isEqualTo("refused ELOCKED");
        } finally {
            ours.stop();
        }
        Other other = other();
        assertThat(other.next()).isEqualTo("locked");
        other.release();
        assertThat(lock).doesNotExist();
    }

    @Test
    void theOtherHolds_oursIsRefused_andStartsAfterwards() throws Exception {
        Files.createDirectories(directory);
        Files.createFile(directory.resolve("server.lock"));
        Other other = other();
        assertThat(other.next()).isEqualTo("locked");
        FileTime held = Files.getLastModifiedTime(lock);
        PackagedServer.Ending refused = PackagedServer.run(root, "start", "--no-reuse");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.errors()).startsWith(HELD);
        assertThat(Files.getLastModifiedTime(lock)).isEqualTo(held);
        other.release();
        PackagedServer.start(root).stop();
    }

    @Test
    void theOtherDied_oursTakesItsLockWhenStale() throws Exception {
        Files.createDirectories(directory);
        Files.createFile(directory.resolve("server.lock"));
        Other other = other();
        assertThat(other.next()).isEqualTo("locked");
        other.process.destroyForcibly().waitFor();
        assertThat(PackagedServer.run(root, "start", "--no-reuse").errors()).startsWith(HELD);
        makeStale();
        PackagedServer.start(root).stop();
        assertThat(lock).doesNotExist();
    }

    @Test
    void oursDied_theOtherTakesItsLockWhenStale() throws Exception {
        PackagedServer.start(root).kill();
        assertThat(other().next()).isEqualTo("refused ELOCKED");
        makeStale();
        Other other = other();
        assertThat(other.next()).isEqualTo("locked");
        other.release();
    }

    private void makeStale() throws IOException {
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(STALE)));
    }

    /** The host was suspended; somebody else took the lock meanwhile, by its age. */
    @Test
    void suspendedServer_thatLostItsLockToTheOther_stopsAndLeavesItAlone() throws Exception {
        PackagedServer suspended = PackagedServer.start(root);
        signal(suspended, "STOP");
        Thread.sleep(Duration.ofSeconds(40));
        Other other = other();
        assertThat(other.next()).isEqualTo("locked");
        FileTime held = Files.getLastModifiedTime(lock);
        signal(suspended, "CONT");
        awaitEnd(suspended);
        assertThat(suspended.log()).contains("lost the lock");
        assertThat(Files.getLastModifiedTime(lock)).isGreaterThanOrEqualTo(held);
        assertThat(other.process.isAlive()).isTrue();
        other.release();
        PackagedServer.start(root).stop();
    }

    @Test
    void suspendedServer_thatLostItsLockToOneOfOurs_stopsAndLeavesItsFilesAlone() throws Exception {
        PackagedServer suspended = PackagedServer.start(root);
        Wire toSuspended = Wire.open(suspended.address());
        put(toSuspended, "before");
        signal(suspended, "STOP");
        Thread.sleep(Duration.ofSeconds(40));
        PackagedServer taker = PackagedServer.start(root);
        try (toSuspended;
                Wire wire = Wire.open(taker.address())) {
            put(wire, "meanwhile");
            // It lies in the socket when the server goes on, and must not find its way into the database of another.
            toSuspended.send(request("sneaked"));
            signal(suspended, "CONT");
            awaitEnd(suspended);
            assertThat(suspended.log()).contains("lost the lock");
            put(wire, "afterwards");
            assertThat(wire.send("GET /v1/stream/sneaked HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(404);
            for (String name : List.of("before", "meanwhile", "afterwards")) {
                assertThat(wire.send("GET /v1/stream/" + name + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .answer()
                                .text())
                        .isEqualTo(name);
            }
        }
        assertThat(Files.readString(directory.resolve("server.json"))).contains("\"pid\": " + taker.pid());
        assertThat(PackagedServer.run(root, "verify").exit()).isZero();
        taker.stop();
        assertThat(lock).doesNotExist();
    }

    private static void put(Wire wire, String name) {
        assertThat(wire.send(request(name)).answer().status()).isEqualTo(201);
    }

    private static String request(String name) {
        return "PUT /v1/stream/" + name + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
                + name.length() + "\r\n\r\n" + name;
    }

    private static void signal(PackagedServer server, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
                .start()
                .waitFor();
    }

    private static void awaitEnd(PackagedServer server) throws InterruptedException {
        for (int i = 0; server.isAlive() && i < 10 * END_SECONDS_MAX; i++) {
            Thread.sleep(100);
        }
        assertThat(server.isAlive()).as("the server goes on without its lock").isFalse();
    }

    @Test
    void racesAfterAKill_haveOneWinner() throws Exception {
        PackagedServer.start(root).kill();
        for (int race = 1; race <= RACES; race++) {
            List<Starter> starters = new ArrayList<>();
            for (int i = 0; i < STARTERS; i++) {
                starters.add(starter());
            }
            List<Starter> winners = new ArrayList<>();
            for (Starter each : starters) {
                if (each.isReady()) {
                    winners.add(each);
                } else {
                    assertThat(each.process.waitFor()).isEqualTo(1);
                    assertThat(Files.readString(each.errors)).startsWith(HELD);
                }
            }
            assertThat(winners).as("servers that started in race %d", race).hasSize(1);
            winners.getFirst().process.destroyForcibly().waitFor();
        }
        System.out.printf("Lock races: %d with %d starters each, one winner every time%n", RACES, STARTERS);
    }

    private Starter starter() throws IOException {
        Path errors = Files.createTempFile(root, "stderr-", ".log");
        var builder =
                new ProcessBuilder(PackagedServer.commandLine("start", "--no-reuse")).redirectError(errors.toFile());
        builder.environment().put("DS_LOCAL_DATA_ROOT", root.toString());
        Process process = builder.start();
        started.add(process);
        return new Starter(process, errors);
    }

    /** One that wants to become the server. */
    private record Starter(Process process, Path errors) {

        /** Whether it has printed where it is; false if it has ended without. */
        boolean isReady() throws IOException {
            return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                            .readLine()
                    != null;
        }
    }

    private Other other() throws IOException {
        Process process = node.node(
                        "hold-lock.cjs", directory.resolve("server.lock").toString())
                .directory(NodeModules.WORK.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return new Other(process, process.inputReader(StandardCharsets.UTF_8));
    }

    /** A process that locks as other makes do. */
    private record Other(Process process, BufferedReader says) {

        String next() throws IOException {
            return String.valueOf(says.readLine());
        }

        void release() throws IOException, InterruptedException {
            process.getOutputStream().close();
            assertThat(next()).isEqualTo("released");
            assertThat(process.waitFor()).isZero();
        }
    }
}
