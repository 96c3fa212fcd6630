package dev.streamslocal.cli.bench;

/**
 * When requests are to be sent: at a fixed rate whatever the server does, or as soon as a connection is free.
 *
 * <p>The time of a request is the time at which it should have been sent. One that had to wait for a free connection
 * counts that wait, so that a server which stalls cannot hide it by being asked less often.
 */
final class Timetable {
    private final long start;
    private final double interval;
    private long taken;

    /**
     * @param start nanoseconds, as of {@link System#nanoTime}
     * @param rate requests a second, 0 for as many as can be sent
     */
    Timetable(long start, double rate) {
        this.start = start;
        this.interval = rate == 0 ? 0 : 1e9 / rate;
    }

    /** Whether a request should have been sent by now. */
    boolean due(long now) {
        return interval == 0 || next() <= now;
    }

    /** When the next request should be sent; in the past if it is late. */
    long next() {
        return start + (long) (taken * interval);
    }

    /** Takes the next request; returns the time from which its answer is measured. */
    long take(long now) {
        var intended = interval == 0 ? now : next();
        taken++;
        return intended;
    }

    /** Requests that should have been sent by then and were not. */
    long unsent(long then) {
        return interval == 0 || then <= start ? 0 : Math.max(0, (long) Math.ceil((then - start) / interval) - taken);
    }
}
