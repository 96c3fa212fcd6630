package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes from one thread to another: requests to the writer and back, and the head of a stream to whoever looks. */
class HandOverStressTest {

    private static final int CLIENTS = 4;

    @TempDir
    Path directory;

    private final long seed = Seeds.seed(getClass());

    /** However an append meets the end of the storage, it is answered once, and what is acknowledged is there afterwards. */
    @Test
    void appendsThatRaceWithTheEnd_areAnsweredOnce() throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 15; round++) {
            race(directory.resolve("db" + round), random.nextInt(3_000_000));
        }
    }

    private void race(Path file, int nanosToTheEnd) throws Exception {
        int each = 400;
        AtomicIntegerArray answers = new AtomicIntegerArray(CLIENTS * each);
        AtomicReferenceArray<AppendResult> results = new AtomicReferenceArray<>(CLIENTS * each);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Storage storage = Storage.open(StorageOptions.of(file).pace(Calls.TINY));
            Calls.create(storage, "s", Calls.JSON);
            Stream stream = storage.find("s").orElseThrow();
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client * each;
                clients.add(threads.submit(() -> {
                    for (int n = first; n < first + each; n++) {
                        int number = n;
                        storage.append(stream, Calls.append(Calls.json(Integer.toString(n))), result -> {
                            answers.incrementAndGet(number);
                            results.set(number, result);
                        });
                    }
                }));
            }
            for (long end = System.nanoTime() + nanosToTheEnd; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            storage.close();
            for (Future<?> client : clients) {
                client.get();
            }
        }
        List<String> stored;
        try (Storage storage = Storage.open(StorageOptions.of(file))) {
            stored = Calls.readAll(storage, "s");
        }
        int acknowledged = 0;
        for (int n = 0; n < answers.length(); n++) {
            assertThat(answers.get(n)).as("answers of %d", n).isEqualTo(1);
            if (results.get(n) instanceof AppendResult.Appended appended) {
                acknowledged++;
                assertThat(stored.get((int) appended.next() - 1)).isEqualTo(Integer.toString(n));
            }
        }
        assertThat(stored).hasSize(acknowledged);
    }

    /** Whoever looks sees a tail that only grows, closed only together with the last entry, and each entry below it at once. */
    @Test
    void headsAsSeenByOthers_onlyGrowAndCloseWithTheLastEntry() throws Exception {
        int messages = 3000;
        try (Storage storage = Storage.open(StorageOptions.of(directory.resolve("db"))
                        .pace(Calls.TINY)
                        .cacheBytes(5_000));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            Calls.create(storage, "s", Calls.JSON);
            Stream stream = storage.find("s").orElseThrow();
            List<Future<Long>> watching = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                watching.add(threads.submit(watcher(storage, stream, messages, new Random(seed + i))));
            }
            for (int n = 0; n < messages; n++) {
                AppendCommand command = new AppendCommand(
                        Calls.JSON,
                        Calls.json(Integer.toString(n)),
                        ProducerStamp.UNSTAMPED,
                        "",
                        Timestamps.NONE,
                        RoutingKey.NONE,
                        n == messages - 1);
                if (n % 50 == 0 || n == messages - 1) {
                    Calls.append(storage, stream, command);
                } else {
                    storage.append(stream, command, result -> {});
                }
            }
            for (Future<Long> each : watching) {
                assertThat(each.get()).isEqualTo(messages);
            }
        }
    }

    private static Callable<Long> watcher(Storage storage, Stream stream, long last, Random random) {
        return () -> {
            long seen = 0;
            while (true) {
                Head head = stream.head();
                assertThat(head.tail()).isGreaterThanOrEqualTo(seen);
                assertThat(head.closed()).isEqualTo(head.tail() == last);
                seen = head.tail();
                long from = Math.max(0, seen - random.nextInt(40));
                Page page = (Page) Calls.read(storage, new PageRequest(stream, from, RoutingKey.NONE, 1 << 20, 1000));
                assertThat(page.tail()).isGreaterThanOrEqualTo(seen);
                assertThat(page.closed()).isEqualTo(page.tail() == last && page.next() == last);
                List<String> expected = new ArrayList<>();
                for (long n = from; n < page.next(); n++) {
                    expected.add(Long.toString(n));
                }
                assertThat(page.next()).isEqualTo(page.tail());
                assertThat(Calls.messages(page)).isEqualTo(expected);
                if (head.closed()) {
                    return seen;
                }
            }
        };
    }
}
