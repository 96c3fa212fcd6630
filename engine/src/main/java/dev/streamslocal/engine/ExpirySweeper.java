package dev.streamslocal.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes expired streams every so often. Lives on a thread of its own, which mostly waits. */
final class ExpirySweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweeper.class);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Runnable sweep;
    private final long pauseMillis;
    private final Thread thread;

    private ExpirySweeper(ServerName name, long pauseMillis, Runnable sweep) {
        this.sweep = sweep;
        this.pauseMillis = pauseMillis;
        this.thread =
                Thread.ofPlatform().daemon().name("streams-sweeper-" + name).unstarted(this::sweepUntilClosed);
    }

    /** Begins to sweep, first after one pause; with a pause of 0 ms or less it never does. */
    static ExpirySweeper start(ServerName name, long pauseMillis, Runnable sweep) {
        var sweeper = new ExpirySweeper(name, pauseMillis, sweep);
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
            while (!stopping.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                sweepOnce();
            }
        } catch (InterruptedException e) {
            LOG.warn("sweeper interrupted; expired streams stay on disk until the next start");
        }
    }

    private void sweepOnce() {
        try {
            sweep.run();
        } catch (RuntimeException e) {
            LOG.error("sweep of expired streams failed", e);
        }
    }
}
