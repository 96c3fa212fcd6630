package dev.streamslocal.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/**
 * Readers on several loops wait for several streams, come and go, while a writer advances them and then waits until all have seen it: a
 * single wake-up that is lost stops it. No entry is left behind.
 */
class WatchesStressTest {
    private static final int LOOPS = 3;
    private static final int STREAMS = 4;
    private static final int READERS = 24;
    private static final int ROUNDS = 1500;
    private static final long END = Long.MAX_VALUE;
    private static final int BURST_MAX = 4;
    private static final int PATIENCE_SECONDS = 60;

    private final Watches watches = new Watches();
    private final AtomicLongArray tails = new AtomicLongArray(STREAMS);
    private final AtomicLongArray seen = new AtomicLongArray(READERS);
    private final AtomicLong strange = new AtomicLong();

    /** Looks whenever it is woken, now and then with a new watch. Confined to its loop. */
    private final class Reader {
        private final int number;
        private final int stream;
        private final Random random;
        private final ExecutorService loop;
        private Watch watch;

        Reader(int number, long seed, ExecutorService loop) {
            this.number = number;
            this.stream = number % STREAMS;
            this.random = new Random(seed + number);
            this.loop = loop;
            this.watch = watches.watch(stream, loop, this::look);
        }

        void start() {
            watch.open();
            look();
        }

        void look() {
            long tail = tails.get(stream);
            if (tail < seen.get(number)) {
                strange.incrementAndGet();
            }
            seen.set(number, tail);
            if (tail == END) {
                watch.close();
            } else if (random.nextInt(4) == 0) {
                watch.close();
                watch = watches.watch(stream, loop, this::look);
                loop.execute(this::start);
            }
        }
    }

    @Test
    void readersThatComeAndGo_missNoAdvance() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("WatchesStressTest -Dseed=" + seed);
        Random random = new Random(seed);
        List<ExecutorService> loops = new ArrayList<>();
        try {
            for (int i = 0; i < LOOPS; i++) {
                loops.add(Executors.newSingleThreadExecutor());
            }
            for (int i = 0; i < READERS; i++) {
                ExecutorService loop = loops.get(i % LOOPS);
                loop.execute(new Reader(i, seed, loop)::start);
            }
            long tail = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 1 + random.nextInt(BURST_MAX); i > 0; i--) {
                    advance(++tail, random);
                }
                awaitAll(tail);
            }
            advance(END, random);
            awaitAll(END);
        } finally {
            loops.forEach(ExecutorService::close);
        }
        assertThat(strange).as("looks that saw the tail go back").hasValue(0);
        assertThat(watches.streams()).isZero();
    }

    private void advance(long tail, Random random) {
        for (int stream = 0; stream < STREAMS; stream++) {
            tails.set(stream, tail);
            watches.wake(stream);
        }
        for (int spins = random.nextInt(300); spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    private void awaitAll(long tail) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int reader = 0; reader < READERS; reader++) {
            while (seen.get(reader) < tail) {
                assertThat(System.nanoTime())
                        .as("reader %d has not seen %d", reader, tail)
                        .isLessThan(end);
                Thread.yield();
            }
        }
    }
}
