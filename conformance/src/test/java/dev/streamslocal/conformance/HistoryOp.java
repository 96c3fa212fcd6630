package dev.streamslocal.conformance;

/**
 * One request to one name.
 *
 * @param invoked {@link System#nanoTime} before the first byte was sent
 * @param answered the same when the answer had come, {@link #NEVER} if it did not
 */
record HistoryOp(int client, long invoked, long answered, HistoryEffect effect) {
    static final long NEVER = Long.MAX_VALUE;

    /** Whether it may as well not have happened. */
    boolean optional() {
        return answered == NEVER;
    }
}
