package dev.streamslocal.storage;

import java.util.random.RandomGenerator;

/** Gives out stream numbers, which are never given twice, and incarnations. Confined to the writer thread. */
final class Ids {

    /** Stream numbers that fit above the sequence in a rowid of the batch table. */
    private static final long STREAMS_MAX = 1L << 31;

    private final RandomGenerator random;
    private long nextStream;

    Ids(RandomGenerator random, long nextStream) {
        this.random = random;
        this.nextStream = nextStream;
    }

    boolean exhausted() {
        return nextStream >= STREAMS_MAX;
    }

    long nextStream() {
        return nextStream++;
    }

    /** The number that the next stream will get. */
    long peek() {
        return nextStream;
    }

    /** Takes note of a number that is in use. */
    void used(long stream) {
        nextStream = Math.max(nextStream, stream + 1);
    }

    long incarnation() {
        return random.nextLong();
    }
}
