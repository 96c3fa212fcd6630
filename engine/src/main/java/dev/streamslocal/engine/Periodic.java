package dev.streamslocal.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something every so often until it is closed. Lives on a thread of its own, which mostly waits. */
final class Periodic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final long pauseMillis;
    private final Runnable action;
    private final Thread thread;

    private Periodic(String threadName, long pauseMillis, Runnable action) {
        this.pauseMillis = pauseMillis;
        this.action = action;
        this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::repeat);
    }

    /** Begins, first after one pause; with a pause of 0 ms or less nothing is ever done. */
    static Periodic start(String threadName, long pauseMillis, Runnable action) {
        var periodic = new Periodic(threadName, pauseMillis, action);
        if (pauseMillis > 0) {
            periodic.thread.start();
        }
        return periodic;
    }

    private void repeat() {
        try {
            while (!stopping.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                runOnce();
            }
        } catch (InterruptedException e) {
            LOG.warn("{} was interrupted and ends", thread.getName());
        }
    }

    private void runOnce() {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed once", thread.getName(), e);
        }
    }

    /** Returns when what is under way is done. */
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
}
