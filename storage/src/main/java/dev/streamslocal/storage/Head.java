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
    private final int forks;
    private final boolean softDeleted;

    Head(
            long tail,
            boolean closed,
            ProducerStamp closedBy,
            String streamSeq,
            long lastMillis,
            long payloadBytes,
            long merged,
            Recent recent,
            int forks,
            boolean softDeleted) {
        this.tail = tail;
        this.closed = closed;
        this.closedBy = closedBy;
        this.streamSeq = streamSeq;
        this.lastMillis = lastMillis;
        this.payloadBytes = payloadBytes;
        this.merged = merged;
        this.recent = recent;
        this.forks = forks;
        this.softDeleted = softDeleted;
    }

    /** Of a new and empty stream; append times start from its creation. */
    static Head empty(long createdMillis) {
        return empty(0, createdMillis);
    }

    /** Of a new fork: what it inherits lies before {@code first}, and append times go on from {@code millis}. */
    static Head empty(long first, long millis) {
        return new Head(first, false, ProducerStamp.UNSTAMPED, "", millis, 0, first, Recent.EMPTY, 0, false);
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

    /** Bytes of all messages that are the stream's own. */
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

    /** Living streams that were forked from this one. */
    int forks() {
        return forks;
    }

    /** Whether it was deleted while it had forks. */
    boolean softDeleted() {
        return softDeleted;
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
                recent.plus(batch),
                forks,
                softDeleted);
    }

    Head close(ProducerStamp by) {
        return new Head(tail, true, by, streamSeq, lastMillis, payloadBytes, merged, recent, forks, softDeleted);
    }

    Head sequence(String seq) {
        return new Head(tail, closed, closedBy, seq, lastMillis, payloadBytes, merged, recent, forks, softDeleted);
    }

    /** The same state with that many more forks, or fewer. */
    Head forked(int more) {
        return new Head(
                tail, closed, closedBy, streamSeq, lastMillis, payloadBytes, merged, recent, forks + more, softDeleted);
    }

    Head softDelete() {
        return new Head(tail, closed, closedBy, streamSeq, lastMillis, payloadBytes, merged, recent, forks, true);
    }

    /** The same state once everything below {@code position} is in the batch table. */
    Head merge(long position) {
        return new Head(
                tail,
                closed,
                closedBy,
                streamSeq,
                lastMillis,
                payloadBytes,
                position,
                recent.after(position),
                forks,
                softDeleted);
    }
}
