package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;

/**
 * Which messages of a batch came in one request, with the append time and the routing key of each request.
 *
 * <p>Run {@code r} covers the messages {@code ends[r - 1] .. ends[r])} of the batch. A request that was cut over several batches has a
 * run in each; all but the first are marked as continued, so that its bounds are stored and never derived from times.
 */
@SuppressWarnings("ArrayRecordComponent")
record Runs(int[] ends, long[] millis, RoutingKey[] keys, boolean continued) {

    /** All messages of one request, or of one piece of it. */
    static Runs single(int count, long millis, RoutingKey key, boolean continued) {
        return new Runs(new int[] {count}, new long[] {millis}, new RoutingKey[] {key}, continued);
    }

    int size() {
        return ends.length;
    }

    int begin(int run) {
        return run == 0 ? 0 : ends[run - 1];
    }

    /** The run that holds message {@code i} of the batch. */
    int holding(int i) {
        int run = 0;
        while (ends[run] <= i) {
            run++;
        }
        return run;
    }

    long firstMillis() {
        return millis[0];
    }

    long lastMillis() {
        return millis[millis.length - 1];
    }

    boolean keyed() {
        for (RoutingKey key : keys) {
            if (key.present()) {
                return true;
            }
        }
        return false;
    }
}
