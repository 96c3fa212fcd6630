package dev.streamslocal.storage;

import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import java.util.Arrays;

/**
 * A run of consecutive messages of one stream, held in the form in which they are served. Immutable.
 *
 * <p>It is the unit of the batch table and of the cache. Messages lie back to back in {@code bytes} from {@code start}; JSON messages
 * are joined by one comma (gap 1), others by nothing. {@code ends[i]} is the end of message i relative to {@code start}.
 */
final class Batch {

    /** Bytes of an object, its arrays and their headers, for the weight in a cache. */
    private static final int OVERHEAD_BYTES = 160;

    /** Shared bytes that are not worth a copy. */
    private static final int SPARE_BYTES = 256;

    /** Stands for bytes that could not be read back. */
    private static final byte[] LOST = {};

    private final long first;
    private final int count;
    private final byte[] bytes;
    private final int start;
    private final int[] ends;
    private final int gap;
    private final Runs runs;
    private final boolean stored;

    Batch(long first, int count, byte[] bytes, int start, int[] ends, int gap, Runs runs, boolean stored) {
        this.first = first;
        this.count = count;
        this.bytes = bytes;
        this.start = start;
        this.ends = ends;
        this.gap = gap;
        this.runs = runs;
        this.stored = stored;
    }

    /** Stands for messages whose row carries no valid checksum, so that positions behind it stay what they are. */
    static Batch lost(long first, int count, long millis, int gap) {
        int[] ends = new int[count];
        for (int i = 1; i < count; i++) {
            ends[i] = ends[i - 1] + gap;
        }
        return new Batch(first, count, LOST, 0, ends, gap, Runs.single(count, millis, RoutingKey.NONE, false), true);
    }

    /** Whether the bytes could not be read back; only position and count mean anything then. */
    @SuppressWarnings("ReferenceEquality")
    boolean lost() {
        return bytes == LOST;
    }

    /** Messages {@code from .. to} of an append as a batch of their own. */
    static Batch of(long first, Messages messages, int from, int to, Runs runs, boolean stored) {
        int base = messages.begin(from);
        int[] ends = new int[to - from];
        for (int i = from; i < to; i++) {
            ends[i - from] = messages.end(i) - base;
        }
        Batch batch = new Batch(
                first, to - from, messages.bytes(), messages.start() + base, ends, messages.gap(), runs, stored);
        return batch.thrifty();
    }

    /**
     * The same batch, with bytes of its own if those it shares are much larger: a cache that weighs what is served must not hold on to
     * what lies around it.
     */
    Batch thrifty() {
        int length = length();
        if (bytes.length - length <= SPARE_BYTES + length / 4) {
            return this;
        }
        byte[] own = Arrays.copyOfRange(bytes, start, start + length);
        return new Batch(first, count, own, 0, ends, gap, runs, stored);
    }

    /** Sequence of the first message. */
    long first() {
        return first;
    }

    /** Position behind the last message. */
    long next() {
        return first + count;
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    /** Bytes in served form, gaps included. */
    int length() {
        return ends[count - 1];
    }

    int gap() {
        return gap;
    }

    int[] ends() {
        return ends;
    }

    Runs runs() {
        return runs;
    }

    /** Whether the batch is a row of the batch table as it stands. */
    boolean stored() {
        return stored;
    }

    /** First byte of message {@code i}, relative to {@link #start()}. */
    int begin(int i) {
        return i == 0 ? 0 : ends[i - 1] + gap;
    }

    int end(int i) {
        return ends[i];
    }

    /** Bytes of the messages {@code from .. to} without gaps. */
    long payloadBytes(int from, int to) {
        return ends[to - 1] - begin(from) - (long) gap * (to - from - 1);
    }

    long payloadBytes() {
        return payloadBytes(0, count);
    }

    /** Bytes of memory, about. */
    int weight() {
        return OVERHEAD_BYTES + length() + 4 * count + 24 * runs.size();
    }
}
