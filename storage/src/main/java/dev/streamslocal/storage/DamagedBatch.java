package dev.streamslocal.storage;

/** Says that a stored batch does not carry its checksum. */
final class DamagedBatch extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Stream stream;
    private final long first;

    DamagedBatch(Stream stream, long first) {
        super("stored data damaged: " + stream.name() + " at " + first, null, false, false);
        this.stream = stream;
        this.first = first;
    }

    Stream stream() {
        return stream;
    }

    /** Sequence of the first message of the batch. */
    long first() {
        return first;
    }
}
