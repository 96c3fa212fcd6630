package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExpirySweeperTest {

    @Test
    void start_sweepsAgainAlsoAfterAFailure() throws InterruptedException {
        var sweeps = new CountDownLatch(3);
        Runnable failing = () -> {
            sweeps.countDown();
            throw new IllegalStateException("sweep fails on purpose");
        };
        try (var sweeper = ExpirySweeper.start(ServerName.DEFAULT, 1, failing, () -> {})) {
            assertThat(sweeps.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(sweeperThreads()).isZero();
    }

    @Test
    void start_pauseOfZero_neverSweeps() {
        var sweeps = new AtomicInteger();
        for (var pause : new long[] {0, -1}) {
            try (var sweeper =
                    ExpirySweeper.start(ServerName.DEFAULT, pause, sweeps::incrementAndGet, sweeps::incrementAndGet)) {
                assertThat(sweeperThreads()).isZero();
            }
        }
        assertThat(sweeps).hasValue(0);
    }

    @Test
    void start_sweepsForksMoreOftenThanAll() throws InterruptedException {
        var forks = new CountDownLatch(2);
        var all = new AtomicInteger();
        try (var sweeper = ExpirySweeper.start(ServerName.DEFAULT, 600_000, all::incrementAndGet, forks::countDown)) {
            assertThat(forks.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(all).hasValue(0);
    }

    private static long sweeperThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("streams-sweeper-"))
                .count();
    }
}
