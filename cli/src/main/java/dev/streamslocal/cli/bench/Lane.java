package dev.streamslocal.cli.bench;

import java.util.Arrays;
import java.util.BitSet;

/** What one writer appends to one stream: messages numbered from 0, and which of them were acknowledged. */
final class Lane {
    private static final long NEVER = Long.MIN_VALUE;

    private final BenchStream stream;
    private final int writer;
    private final BitSet acknowledged = new BitSet();
    private int next;
    private long hash = Fingerprint.EMPTY;

    // The last requests, by their number: when each was to be sent, and how many deliveries are still to come.
    private final int batch;
    private final long[] intended;
    private final int[] waiting;

    /**
     * @param batch messages of each request
     * @param remembered requests whose times are kept, a power of two
     */
    Lane(BenchStream stream, int writer, int batch, int remembered) {
        this.stream = stream;
        this.writer = writer;
        this.batch = batch;
        this.intended = new long[remembered];
        this.waiting = new int[remembered];
        Arrays.fill(intended, NEVER);
    }

    BenchStream stream() {
        return stream;
    }

    int writer() {
        return writer;
    }

    /** Number of the first message that was never sent. */
    int next() {
        return next;
    }

    /** Gives numbers away; each is sent once, or again only with its producer headers. */
    int take(int count) {
        var first = next;
        next = Math.addExact(next, count);
        return first;
    }

    void sent(int first, long intendedNanos) {
        var slot = first / batch & intended.length - 1;
        intended[slot] = intendedNanos;
        waiting[slot] = stream.readers() * batch;
    }

    /** @param hashAfter fingerprint of all acknowledged messages of this lane with these */
    void acknowledge(int first, int count, long hashAfter) {
        acknowledged.set(first, first + count);
        hash = hashAfter;
    }

    boolean acknowledged(int number) {
        return acknowledged.get(number);
    }

    /** Acknowledged messages among {@code from} to {@code to} - 1. */
    long acknowledged(int from, int to) {
        return from >= to ? 0 : acknowledged.get(from, to).cardinality();
    }

    int firstAcknowledged(int from) {
        return acknowledged.nextSetBit(from);
    }

    long hash() {
        return hash;
    }

    /** Notes the delivery of a message to one reader. */
    void delivered(int number, long now, Figures figures) {
        var slot = number / batch & intended.length - 1;
        if (next - number > intended.length * (long) batch || intended[slot] == NEVER) {
            figures.delivered(stream.messages().size());
            return;
        }
        figures.delivered(stream.messages().size(), intended[slot], now);
        if (--waiting[slot] == 0) {
            figures.deliveredToAll(intended[slot], now);
        }
    }
}
