package dev.streamslocal.protocol;

/**
 * The messages of one append, back to back in the form in which they are served.
 *
 * <p>JSON messages are joined by one comma (a gap of 1), bytes by nothing (a gap of 0). The array is owned by this
 * value: whoever makes one hands it over and does not change it afterwards.
 */
public final class Messages {

    private static final int[] NO_ENDS = {};
    private static final Messages NONE = new Messages(new byte[0], 0, NO_ENDS, 0, 0);

    private final byte[] bytes;
    private final int start;
    private final int[] ends;
    private final int count;
    private final int gap;

    private Messages(byte[] bytes, int start, int[] ends, int count, int gap) {
        this.bytes = bytes;
        this.start = start;
        this.ends = ends;
        this.count = count;
        this.gap = gap;
    }

    /** No message. */
    public static Messages none() {
        return NONE;
    }

    /** One message of raw bytes. */
    public static Messages bytes(byte[] bytes, int start, int length) {
        return new Messages(bytes, start, new int[] {length}, 1, 0);
    }

    /** Messages of JSON text joined by commas; {@code ends[i]} is the end of message i, relative to {@code start}. */
    static Messages json(byte[] bytes, int start, int[] ends, int count) {
        return new Messages(bytes, start, ends, count, 1);
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Index of the first byte in {@link #bytes()}. */
    public int start() {
        return start;
    }

    /** Bytes in served form, gaps included. */
    public int length() {
        return count == 0 ? 0 : ends[count - 1];
    }

    public int count() {
        return count;
    }

    /** Bytes between two messages. */
    public int gap() {
        return gap;
    }

    /** First byte of message {@code i}, relative to {@link #start()}. */
    public int begin(int i) {
        return i == 0 ? 0 : ends[i - 1] + gap;
    }

    /** End of message {@code i}, exclusive, relative to {@link #start()}. */
    public int end(int i) {
        return ends[i];
    }

    /** Bytes of all messages without the gaps. */
    public long payloadBytes() {
        return count == 0 ? 0 : length() - (long) gap * (count - 1);
    }
}
