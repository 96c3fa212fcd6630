package dev.streamslocal.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchesTest {
    private static final long STREAM = 7;

    private final Watches watches = new Watches();
    private final Loop loop = new Loop();
    private final List<String> woken = new ArrayList<>();

    /** Runs what it is given when told to. */
    private static final class Loop implements Executor {
        final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void run() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private Watch open(Loop on, String name) {
        var watch = watches.watch(STREAM, on, () -> woken.add(name));
        watch.open();
        return watch;
    }

    @Test
    void wake_manyCommits_scheduleOneTaskPerLoop() {
        var other = new Loop();
        open(loop, "a");
        open(loop, "b");
        open(other, "c");
        watches.wake(STREAM);
        watches.wake(STREAM);
        watches.wake(STREAM);
        assertThat(loop.tasks).hasSize(1);
        assertThat(other.tasks).hasSize(1);
        loop.run();
        other.run();
        assertThat(woken).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void wake_afterTheTaskRan_schedulesAnew() {
        open(loop, "a");
        watches.wake(STREAM);
        loop.run();
        watches.wake(STREAM);
        loop.run();
        assertThat(woken).containsExactly("a", "a");
    }

    @Test
    void wake_ofAnotherStream_isNotHeard() {
        open(loop, "a");
        watches.wake(STREAM + 1);
        assertThat(loop.tasks).isEmpty();
    }

    @Test
    void close_ofTheLastWatch_leavesNoEntry() {
        var a = open(loop, "a");
        var b = open(new Loop(), "b");
        assertThat(watches.streams()).isEqualTo(1);
        a.close();
        assertThat(watches.streams()).isEqualTo(1);
        b.close();
        b.close();
        assertThat(watches.streams()).isZero();
        watches.wake(STREAM);
        assertThat(loop.tasks).isEmpty();
    }

    @Test
    void close_beforeTheTaskRuns_isNotWoken() {
        var a = open(loop, "a");
        watches.wake(STREAM);
        a.close();
        loop.run();
        assertThat(woken).isEmpty();
    }

    @Test
    void close_fromWithinTheWake_wakesAllOthers() {
        var all = new ArrayList<Watch>();
        for (int i = 0; i < 5; i++) {
            var index = i;
            all.add(watches.watch(STREAM, loop, () -> {
                woken.add("w" + index);
                all.get(index).close();
            }));
        }
        all.forEach(Watch::open);
        watches.wake(STREAM);
        loop.run();
        assertThat(woken).containsExactlyInAnyOrder("w0", "w1", "w2", "w3", "w4");
        assertThat(watches.streams()).isZero();
    }

    @Test
    void wake_loopThatHasEnded_isForgotten() {
        watches.watch(
                        STREAM,
                        task -> {
                            throw new RejectedExecutionException("ended");
                        },
                        () -> woken.add("never"))
                .open();
        watches.wake(STREAM);
        assertThat(woken).isEmpty();
    }

    /** Readers register, then look; a writer advances, then wakes: whatever the timing, each reader sees the last advance. */
    @Test
    void openThenLook_racingWithCommits_missesNone() throws InterruptedException {
        var seed = Long.getLong("seed", System.nanoTime());
        System.out.println("openThenLook_racingWithCommits_missesNone -Dseed=" + seed);
        var random = new Random(seed);
        var rounds = 2000;
        try (var readers = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < rounds; i++) {
                var reader = new RacingReader(watches, readers, random.nextInt(3));
                readers.execute(reader);
                if (random.nextBoolean()) {
                    Thread.onSpinWait();
                }
                reader.tail.set(1);
                watches.wake(STREAM);
                assertThat(reader.seen.await(10, TimeUnit.SECONDS))
                        .as("round " + i)
                        .isTrue();
            }
        }
        assertThat(watches.streams()).isZero();
    }

    private static final class RacingReader implements Runnable {
        final AtomicLong tail = new AtomicLong();
        final CountDownLatch seen = new CountDownLatch(1);
        private final Watch watch;
        private final int spins;

        RacingReader(Watches watches, ExecutorService loop, int spins) {
            this.watch = watches.watch(STREAM, loop, this::look);
            this.spins = spins;
        }

        @Override
        public void run() {
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            watch.open();
            look();
        }

        private void look() {
            if (tail.get() == 1) {
                watch.close();
                seen.countDown();
            }
        }
    }
}
