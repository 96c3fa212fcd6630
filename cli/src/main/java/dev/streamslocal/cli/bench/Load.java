package dev.streamslocal.cli.bench;

/**
 * The measured part of a run.
 *
 * @param nanos its length
 * @param cutShort whether it ended before its time
 * @param unsent requests of the timetable that were due and found no free connection before the end
 * @param before processor time used when it began
 * @param after processor time used when it ended
 */
record Load(long nanos, boolean cutShort, long unsent, Processors.Used before, Processors.Used after) {
    double seconds() {
        return nanos / 1e9;
    }

    long clientNanos() {
        return after.client() - before.client();
    }

    /** Processor time of the server, or a negative number where it cannot be seen. */
    long serverNanos() {
        return before.server() < 0 || after.server() < 0 ? -1 : after.server() - before.server();
    }
}
