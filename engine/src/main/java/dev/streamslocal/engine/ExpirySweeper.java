package dev.streamslocal.engine;

/**
 * Removes expired streams every so often, and forks among them within a second, since a soft-deleted source answers 410 until its last fork
 * is gone (contract 10 §11.4). Lives on a thread of its own, which mostly waits.
 */
final class ExpirySweeper implements AutoCloseable {
    private static final long FORK_PAUSE_MILLIS = 1000;

    private final Runnable sweep;
    private final Runnable sweepForks;
    private final long pauseMillis;
    private final long stepMillis;
    private final Periodic steps;

    /** Since all were swept; confined to the thread. */
    private long waitedMillis;

    private ExpirySweeper(ServerName name, long pauseMillis, Runnable sweep, Runnable sweepForks) {
        this.sweep = sweep;
        this.sweepForks = sweepForks;
        this.pauseMillis = pauseMillis;
        this.stepMillis = Math.min(pauseMillis, FORK_PAUSE_MILLIS);
        this.steps = Periodic.start("streams-sweeper-" + name, stepMillis, this::step);
    }

    /** Begins to sweep, first after one pause; with a pause of 0 ms or less it never does. */
    static ExpirySweeper start(ServerName name, long pauseMillis, Runnable sweep, Runnable sweepForks) {
        return new ExpirySweeper(name, pauseMillis, sweep, sweepForks);
    }

    private void step() {
        waitedMillis += stepMillis;
        if (waitedMillis >= pauseMillis) {
            waitedMillis = 0;
            sweep.run();
        } else {
            sweepForks.run();
        }
    }

    @Override
    public void close() {
        steps.close();
    }
}
