package dev.streamslocal.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/**
 * Readers on several loops wait for several streams, come and go, while a writer advances them: none misses the last advance, and no entry
 * is left behind.
 */
class WatchesStressTest {
    private static final int LOOPS = 3;
    private static final int STREAMS = 4;
    private static final int READERS = 60;
    private static final long LAST = 4000;
    private static final long PATIENCE_SECONDS = 60;

    private final Watches watches = new Watches();
    private final AtomicLongArray tails = new AtomicLongArray(STREAMS);
    private final CountDownLatch finished = new CountDownLatch(READERS);

    /** Waits until its stream has moved, a few times over, each time with a watch of its own; at last for the end. */
    private final class Reader {
        private final int stream;
        private final Random random;
        private final ExecutorService loop;
        private Watch watch;
        private long seen;
        private boolean done;

        Reader(int stream, long seed, ExecutorService loop) {
            this.stream = stream;
            this.random = new Random(seed);
            this.loop = loop;
            this.watch = watches.watch(stream, loop, this::look);
        }

        void start() {
            watch.open();
            look();
        }

        void look() {
            long tail = tails.get(stream);
            if (done || tail < seen) {
                throw new IllegalStateException("woken after the end, or the tail has gone back");
            }
            seen = tail;
            if (tail == LAST) {
                done = true;
                watch.close();
                finished.countDown();
            } else if (random.nextInt(4) == 0) {
                watch.close();
                watch = watches.watch(stream, loop, this::look);
                loop.execute(this::start);
            }
        }
    }

    @Test
    void readersThatComeAndGo_missNoLastAdvance() throws InterruptedException {
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
                loop.execute(new Reader(i % STREAMS, seed + i, loop)::start);
            }
            for (long tail = 1; tail <= LAST; tail++) {
                for (int stream = 0; stream < STREAMS; stream++) {
                    tails.set(stream, tail);
                    watches.wake(stream);
                }
                for (int spins = random.nextInt(300); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
            assertThat(finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("readers that never saw the end: " + finished.getCount())
                    .isTrue();
        } finally {
            loops.forEach(ExecutorService::close);
        }
        assertThat(watches.streams()).isZero();
    }
}
