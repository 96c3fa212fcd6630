package dev.streamslocal.storage;

import dev.streamslocal.protocol.ProducerStamp;

/**
 * The state of a stream at one commit: an immutable snapshot from which tail, closed flag and newest data can be read together.
 */
public final class Head {

    private final long tail;
    private final boolean closed;
    private final ProducerStamp closedBy;
    private final String streamSeq;
    private final long lastMillis;
    private final long payloadBytes;
    private final long merged;
    private final Recent recent;

    Head(
            long tail,
            boolean closed,
            ProducerStamp closedBy,
            String streamSeq,
            long lastMillis,
            long payloadBytes,
            long merged,
            Recent recent) {
        this.tail = tail;
        this.closed = closed;
        this.closedBy = closedBy;
        this.streamSeq = streamSeq;
        this.lastMillis = lastMillis;
        this.payloadBytes = payloadBytes;
        this.merged = merged;
        this.recent = recent;
    }

    /** Of a new and empty stream; append times start from its creation. */
    static Head empty(long createdMillis) {
        return new Head(0, false, ProducerStamp.UNSTAMPED, "", createdMillis, 0, 0, Recent.EMPTY);
    }

    /** Position behind the last message = number of messages ever appended. */
    public long tail() {
        return tail;
    }

    public boolean closed() {
        return closed;
    }

    /** Last accepted {@code Stream-Seq}, empty if there was none. */
    public String streamSeq() {
        return streamSeq;
    }

    /** Time of the last append in epoch milliseconds; the creation time before the first one. */
    public long lastMillis() {
        return lastMillis;
    }

    /** Bytes of all messages. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** The producer tuple of the request that closed the stream. */
    ProducerStamp closedBy() {
        return closedBy;
    }

    /** Messages below this position are in the batch table; the others are in {@link #recent()}. */
    long merged() {
        return merged;
    }

    Recent recent() {
        return recent;
    }

    Head append(Batch batch) {
        return new Head(
                batch.next(),
                closed,
                closedBy,
                streamSeq,
                batch.runs().lastMillis(),
                payloadBytes + batch.payloadBytes(),
                merged,
                recent.plus(batch));
    }

    Head close(ProducerStamp by) {
        return new Head(tail, true, by, streamSeq, lastMillis, payloadBytes, merged, recent);
    }

    Head sequence(String seq) {
        return new Head(tail, closed, closedBy, seq, lastMillis, payloadBytes, merged, recent);
    }

    /** The same state once everything below {@code position} is in the batch table. */
    Head merge(long position) {
        return new Head(tail, closed, closedBy, streamSeq, lastMillis, payloadBytes, position, recent.after(position));
    }
}
