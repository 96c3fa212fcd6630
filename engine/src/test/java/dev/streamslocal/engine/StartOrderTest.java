package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.storage.LockTiming;
import dev.streamslocal.storage.WritePermit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The order of start and close (decision 12), with hand-made parts. */
@Timeout(30)
class StartOrderTest {
    @TempDir
    Path root;

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> warnings = new ArrayList<>();
    private final FakeParts parts = new FakeParts();
    private Path directory;

    @BeforeEach
    void names() {
        directory = root.resolve("dev");
    }

    @Test
    void start_opensInOrderAndWritesServerFileLast() {
        try (var server = start(Map.of())) {
            assertThat(events).containsExactly("open: lock, no server.json", "listen: lock, no server.json");
            assertThat(server.exports())
                    .isEqualTo(new Exports(
                            "dev",
                            ProcessHandle.current().pid(),
                            4242,
                            "http://127.0.0.1:4242",
                            directory.resolve("durable-streams.sqlite").toString()));
            assertThat(new ServerFile(directory.resolve("server.json")).read()).contains(server.exports());
        }
    }

    @Test
    void start_staleServerFile_isRemovedBeforeTheDatabaseOpens() throws IOException {
        Files.createDirectories(directory);
        new ServerFile(directory.resolve("server.json")).write(new Exports("dev", 1, 1, "u", "p"), Instant.EPOCH);
        start(Map.of()).close();
        assertThat(events).first().isEqualTo("open: lock, no server.json");
    }

    @Test
    void close_goesInReverse() {
        var server = start(Map.of());
        events.clear();
        server.close();
        assertThat(events).containsExactly("close listener: lock, server.json", "close application: lock, server.json");
        assertThat(state()).isEqualTo("no lock, no server.json");
    }

    @Test
    void close_serverFileOfAnother_isLeft() throws IOException {
        var server = start(Map.of());
        new ServerFile(directory.resolve("server.json")).write(new Exports("dev", 1, 1, "u", "p"), Instant.EPOCH);
        server.close();
        assertThat(state()).isEqualTo("no lock, server.json");
    }

    @Test
    void close_stepsFail_givesTheLockBackAllTheSame() {
        parts.failOnClose = true;
        var server = start(Map.of());
        assertThatThrownBy(server::close)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        assertThat(state()).isEqualTo("no lock, no server.json");
        server.close();
    }

    @Test
    void close_whileAnotherRuns_returnsAtOnce() throws InterruptedException {
        var server = start(Map.of());
        parts.closing = new CountDownLatch(1);
        var first = new Thread(server::close);
        first.start();
        assertThat(parts.closeBegan.await(20, TimeUnit.SECONDS)).isTrue();

        server.close();
        assertThat(first.isAlive()).isTrue();

        parts.closing.countDown();
        first.join();
        assertThat(state()).isEqualTo("no lock, no server.json");
    }

    @Test
    void close_byManyAtOnce_closesEachPartOnce() throws InterruptedException {
        var server = start(Map.of());
        events.clear();
        var start = new CyclicBarrier(8);
        var failures = new LinkedBlockingQueue<Throwable>();
        var threads = Stream.generate(() -> new Thread(() -> {
                    try {
                        start.await(20, TimeUnit.SECONDS);
                        server.close();
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }))
                .limit(8)
                .toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(events).containsExactly("close listener: lock, server.json", "close application: lock, server.json");
        assertThat(state()).isEqualTo("no lock, no server.json");
    }

    @Test
    void start_sameNameTwice_isLocked() {
        try (var first = start(Map.of())) {
            assertThatThrownBy(() -> start(Map.of()))
                    .isInstanceOfSatisfying(
                            StartException.class, e -> assertThat(e.fault()).isEqualTo(Fault.LOCKED))
                    .hasMessage("Lock file is already being held (ELOCKED): " + directory.resolve("server.lock"));
            assertThat(new ServerFile(directory.resolve("server.json")).read()).contains(first.exports());
        }
    }

    @Test
    void start_badVariable_opensNothingAndGivesTheLockBack() {
        assertThatThrownBy(() -> start(Map.of("PORT", "abc"))).hasMessage("invalid PORT: abc");
        assertThat(events).isEmpty();
        assertThat(state()).isEqualTo("no lock, no server.json");
    }

    @Test
    void start_unknownVariables_warnsInOneLine() {
        start(Map.of("DS_B", "1", "DS_A", "2")).close();
        assertThat(warnings).containsExactly("[config] unknown DS_* environment variables: DS_A, DS_B");
    }

    @Test
    void start_databaseFails_givesTheLockBack() {
        parts.openFailure.add(new StartException(Fault.DATABASE, "not ours"));
        assertThatThrownBy(() -> start(Map.of())).hasMessage("not ours");
        assertThat(events).isEmpty();
        assertThat(state()).isEqualTo("no lock, no server.json");
    }

    @Test
    void start_portBusy_namesItAndClosesTheApplication() {
        parts.listenFailure.add(new UncheckedIOException(new BindException("Address already in use")));
        assertThatThrownBy(() ->
                        LocalStreamsServer.start(options(Map.of()).port(8080).build(), parts))
                .isInstanceOfSatisfying(
                        StartException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ADDRESS))
                .hasMessageStartingWith("cannot listen on 127.0.0.1:8080: Address already in use (EADDRINUSE)");
        assertThat(events).containsExactly("open: lock, no server.json", "close application: lock, no server.json");
        assertThat(state()).isEqualTo("no lock, no server.json");
    }

    @Test
    void start_otherFailure_isToldAsItIs() {
        parts.listenFailure.add(new IllegalStateException("bug"));
        assertThatThrownBy(() -> start(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bug");
        assertThat(state()).isEqualTo("no lock, no server.json");
    }

    @Test
    void start_hostnameBeyondLoopback_needsPermissionAndTouchesNothing() {
        assertThatThrownBy(() -> LocalStreamsServer.start(
                        options(Map.of()).hostname("0.0.0.0").build(), parts))
                .hasMessage("hostname is not a loopback address: 0.0.0.0 (listening there needs --allow-remote)");
        assertThat(directory).doesNotExist();

        LocalStreamsServer.start(
                        options(Map.of()).hostname("0.0.0.0").allowRemote(true).build(), parts)
                .close();
    }

    @Test
    void start_unknownHostname_namesIt() {
        assertThatThrownBy(() -> LocalStreamsServer.start(
                        options(Map.of()).hostname("no such host").build(), parts))
                .hasMessage("unknown hostname: no such host");
    }

    @Test
    void start_ipv6Hostname_isEchoedWithoutBrackets() {
        try (var server =
                LocalStreamsServer.start(options(Map.of()).hostname("::1").build(), parts)) {
            assertThat(server.exports().url()).isEqualTo("http://::1:4242");
        }
    }

    @Test
    void lockTakenByAnother_stopsTheServerAndLeavesTheLock() throws Exception {
        var told = new LinkedBlockingQueue<String>();
        LocalStreamsServer.start(
                options(Map.of())
                        .clock(InstantSource.system())
                        .lockTiming(new LockTiming(2_000, 10, 10))
                        .onLockLost(told::add)
                        .build(),
                parts);
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (told.isEmpty() && System.nanoTime() < deadline) {
            Files.setLastModifiedTime(directory.resolve("server.lock.lock"), FileTime.fromMillis(1));
            Thread.sleep(5);
        }
        assertThat(told.poll()).startsWith("lost the lock " + directory.resolve("server.lock"));
        assertThat(events).contains("close listener: lock, server.json", "close application: lock, server.json");
        assertThat(state()).isEqualTo("lock, no server.json");
    }

    private LocalStreamsServer start(Map<String, String> environment) {
        return LocalStreamsServer.start(options(environment).build(), parts);
    }

    private ServerOptions.Builder options(Map<String, String> environment) {
        return ServerOptions.builder()
                .name("dev")
                .dataRoot(new DataRoot(root))
                .environment(environment)
                .warnings(warnings::add);
    }

    private String state() {
        return (Files.exists(directory.resolve("server.lock.lock")) ? "lock" : "no lock")
                + (Files.exists(directory.resolve("server.json")) ? ", server.json" : ", no server.json");
    }

    private final class FakeParts implements ServerParts, ServerParts.Application, ServerParts.Listener {
        final List<RuntimeException> openFailure = new ArrayList<>();
        final List<RuntimeException> listenFailure = new ArrayList<>();
        final CountDownLatch closeBegan = new CountDownLatch(1);
        volatile CountDownLatch closing = new CountDownLatch(0);
        boolean failOnClose;

        @Override
        public Application open(ServerOptions options, Settings settings, WritePermit permit) {
            openFailure.forEach(e -> {
                throw e;
            });
            events.add("open: " + state());
            return this;
        }

        @Override
        public Listener listen(ServerOptions options, Settings settings) {
            listenFailure.forEach(e -> {
                throw e;
            });
            events.add("listen: " + state());
            return new Listener() {
                @Override
                public int port() {
                    return FakeParts.this.port();
                }

                @Override
                public void close() {
                    end("listener");
                }
            };
        }

        @Override
        public void reset() {
            events.add("reset: " + state());
        }

        @Override
        public int port() {
            return 4242;
        }

        @Override
        public void close() {
            end("application");
        }

        private void end(String name) {
            events.add("close " + name + ": " + state());
            closeBegan.countDown();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failOnClose) {
                throw new IllegalStateException(name);
            }
        }
    }
}
