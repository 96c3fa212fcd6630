package dev.streamslocal.storage;

/**
 * A contiguous run of messages of one page in served form: JSON messages are joined by one comma. The bytes are shared and must not be
 * changed.
 */
public final class Slice {

    private final Batch batch;
    private final int from;
    private final int to;

    Slice(Batch batch, int from, int to) {
        this.batch = batch;
        this.from = from;
        this.to = to;
    }

    /** What it was cut out of. */
    Batch batch() {
        return batch;
    }

    /** Index of its first message in {@link #batch()}. */
    int first() {
        return from;
    }

    public byte[] bytes() {
        return batch.bytes();
    }

    /** First byte of the run in {@link #bytes()}. */
    public int offset() {
        return batch.start() + batch.begin(from);
    }

    /** Bytes of the run in served form, gaps included. */
    public int length() {
        return batch.end(to - 1) - batch.begin(from);
    }

    public int entries() {
        return to - from;
    }

    /** First byte of message {@code i} of this slice in {@link #bytes()}. */
    public int begin(int i) {
        return batch.start() + batch.begin(from + i);
    }

    /** End of message {@code i} of this slice in {@link #bytes()}, exclusive. */
    public int end(int i) {
        return batch.start() + batch.end(from + i);
    }

    /** Bytes of all messages without the gaps. */
    public long payloadBytes() {
        return batch.payloadBytes(from, to);
    }
}
