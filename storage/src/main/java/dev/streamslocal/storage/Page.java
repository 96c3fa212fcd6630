package dev.streamslocal.storage;

import java.util.List;

/** Consecutive messages of a stream, with tail and closed flag of the same snapshot. Immutable; its bytes are shared. */
public final class Page implements ReadResult {

    private final long from;
    private final long next;
    private final Head head;
    private final List<Slice> slices;
    private final int entries;
    private final long payloadBytes;
    private final boolean walked;

    Page(long from, long next, Head head, List<Slice> slices, int entries, long payloadBytes, boolean walked) {
        this.from = from;
        this.next = next;
        this.head = head;
        this.slices = slices;
        this.entries = entries;
        this.payloadBytes = payloadBytes;
        this.walked = walked;
    }

    /** Whether its reader walks through rows of the batch table and will want the next page too, as far as can be told. */
    boolean walked() {
        return walked;
    }

    /** The requested position. */
    public long from() {
        return from;
    }

    /** Position behind the last message looked at. */
    public long next() {
        return next;
    }

    public long tail() {
        return head.tail();
    }

    public boolean upToDate() {
        return next == head.tail();
    }

    /** Whether the stream is closed and nothing is left to read behind this page. */
    public boolean closed() {
        return head.closed() && upToDate();
    }

    public int entries() {
        return entries;
    }

    /** Bytes of all messages, without gaps. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** The messages in order, in runs that lie together in memory. */
    public List<Slice> slices() {
        return slices;
    }
}
