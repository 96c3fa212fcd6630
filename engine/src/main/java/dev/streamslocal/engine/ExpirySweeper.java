package dev.streamslocal.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes expired streams every so often, and forks among them within a second, since a soft-deleted source answers 410 until its last fork
 * is gone (contract 10 §11.4). Lives on a thread of its own, which mostly waits.
 */
final class ExpirySweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweeper.class);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private static final long FORK_PAUSE_MILLIS = 1000;

    private final Runnable sweep;
    private final Runnable sweepForks;
    private final long pauseMillis;
    private final Thread thread;

    private ExpirySweeper(ServerName name, long pauseMillis, Runnable sweep, Runnable sweepForks) {
        this.sweep = sweep;
        this.sweepForks = sweepForks;
        this.pauseMillis = pauseMillis;
        this.thread =
                Thread.ofPlatform().daemon().name("streams-sweeper-" + name).unstarted(this::sweepUntilClosed);
    }

    /** Begins to sweep, first after one pause; with a pause of 0 ms or less it never does. */
    static ExpirySweeper start(ServerName name, long pauseMillis, Runnable sweep, Runnable sweepForks) {
        var sweeper = new ExpirySweeper(name, pauseMillis, sweep, sweepForks);
        if (pauseMillis > 0) {
            sweeper.thread.start();
        }
        return sweeper;
    }

    @Override
    public void close() {
        stopping.countDown();
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepUntilClosed() {
        try {
            var step = Math.min(pauseMillis, FORK_PAUSE_MILLIS);
            for (var waited = step; !stopping.await(step, TimeUnit.MILLISECONDS); waited += step) {
                var all = waited >= pauseMillis;
                sweepOnce(all ? sweep : sweepForks);
                waited = all ? 0 : waited;
            }
        } catch (InterruptedException e) {
            LOG.warn("sweeper interrupted; expired streams stay on disk until the next start");
        }
    }

    private static void sweepOnce(Runnable which) {
        try {
            which.run();
        } catch (RuntimeException e) {
            LOG.error("sweep of expired streams failed", e);
        }
    }
}
