package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers, readers, creates and deletes at the same time, while batches move from memory to rows. */
class StorageStressTest {

    private static final int MESSAGES = 6000;
    private static final int KEYS = 3;

    @TempDir
    Path directory;

    private final long seed = Seeds.seed(getClass());
    private final AtomicBoolean written = new AtomicBoolean();

    /** Message n of a stream is its own number, and its key is n modulo {@link #KEYS}. */
    @Test
    void readersBesideWriters_seeDenseAndOrderedMessages() throws Exception {
        Path file = directory.resolve("db");
        StorageOptions options = StorageOptions.of(file).pace(Calls.TINY).cacheBytes(20_000);
        try (Storage storage = Storage.open(options);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writers = new ArrayList<>();
            List<Future<?>> others = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                Calls.create(storage, name, Calls.JSON);
                writers.add(threads.submit(() -> write(storage, name)));
                others.add(threads.submit(reader(storage, name, 1)));
                others.add(threads.submit(reader(storage, name, 2)));
            }
            others.add(threads.submit(() -> churn(storage)));
            for (Future<?> writer : writers) {
                writer.get();
            }
            written.set(true);
            for (Future<?> other : others) {
                other.get();
            }
            assertThat(Calls.readAll(storage, "a")).hasSize(MESSAGES).startsWith("0", "1", "2");
        }
        StorageCrashTest.checkRows(file);
    }

    private Void write(Storage storage, String name) {
        Stream stream = storage.find(name).orElseThrow();
        Semaphore inFlight = new Semaphore(50);
        for (int n = 0; n < MESSAGES; n++) {
            long expected = n + 1L;
            inFlight.acquireUninterruptibly();
            AppendCommand command = new AppendCommand(
                    Calls.JSON,
                    Calls.json(Integer.toString(n)),
                    ProducerStamp.UNSTAMPED,
                    "",
                    Timestamps.NONE,
                    RoutingKey.of("k" + n % KEYS),
                    false);
            storage.append(stream, command, result -> {
                if (result.equals(new AppendResult.Appended(expected, false))) {
                    inFlight.release();
                }
            });
        }
        inFlight.acquireUninterruptibly(50);
        return null;
    }

    private Callable<Void> reader(Storage storage, String name, int number) {
        return () -> {
            Random random = new Random(seed + number + name.hashCode());
            Stream stream = storage.find(name).orElseThrow();
            long seen = 0;
            while (!written.get()) {
                long from = seen == 0 ? 0 : random.nextLong(seen + 1);
                int key = random.nextInt(2 * KEYS);
                RoutingKey wanted = key < KEYS ? RoutingKey.of("k" + key) : RoutingKey.NONE;
                PageRequest request =
                        new PageRequest(stream, from, wanted, 1 + random.nextInt(500), 1 + random.nextInt(100));
                Page page = (Page) Calls.read(storage, request);
                assertThat(page.tail()).isGreaterThanOrEqualTo(seen);
                List<String> expected = new ArrayList<>();
                for (long n = from; n < page.next(); n++) {
                    if (key >= KEYS || n % KEYS == key) {
                        expected.add(Long.toString(n));
                    }
                }
                assertThat(Calls.messages(page)).isEqualTo(expected);
                seen = page.tail();
            }
            return null;
        };
    }

    private Void churn(Storage storage) {
        for (int i = 0; !written.get(); i++) {
            String name = "c" + i % 5;
            Calls.create(storage, name, Calls.BYTES);
            Stream stream = storage.find(name).orElseThrow();
            for (int n = 0; n < 10; n++) {
                Calls.append(storage, stream, Calls.append(Calls.bytes("c".repeat(30 * n + 1))));
            }
            assertThat(Calls.readAll(storage, name)).hasSize(10);
            Calls.delete(storage, name);
            assertThat(Calls.read(storage, new PageRequest(stream, 0, RoutingKey.NONE, 1000, 1000)))
                    .isEqualTo(new ReadResult.StreamMissing());
        }
        return null;
    }

    /** Checkpoints keep up with a stream of writes, whoever reads meanwhile. */
    @Test
    void writeAheadLog_staysShort() throws Exception {
        Path file = directory.resolve("db");
        long longest = 0;
        try (Storage storage = Storage.open(StorageOptions.of(file))) {
            Calls.create(storage, "a", Calls.BYTES);
            String piece = "x".repeat(1 << 18);
            for (int i = 0; i < 300; i++) {
                Calls.append(storage, "a", Calls.bytes(piece));
                longest = Math.max(longest, Files.size(Path.of(file + "-wal")));
            }
        }
        assertThat(longest).isLessThan(2 * Sizes.CHECKPOINT_HARD_BYTES);
    }
}
