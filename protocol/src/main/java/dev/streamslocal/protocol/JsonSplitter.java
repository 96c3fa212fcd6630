package dev.streamslocal.protocol;

import java.util.Arrays;

/**
 * Cuts a JSON body into its messages without building a tree: a top-level array gives one message per element, any
 * other value is one (contract 10 §5.1, decision 1).
 *
 * <p>A message keeps the bytes it was sent in, but for two things: white space around it is dropped, and each CR and LF
 * between its tokens becomes a blank, so that it is always one line.
 */
public final class JsonSplitter {

    private static final int FIRST_CAPACITY = 16;
    private static final int[] NO_ENDS = {};

    private final JsonScanner scanner;
    private final byte[] bytes;
    private final int end;

    private int[] ends = NO_ENDS;
    private int count;
    private int outStart;
    private int outEnd;

    private JsonSplitter(byte[] bytes, int start, int length) {
        this.scanner = new JsonScanner(bytes, start + length);
        this.bytes = bytes;
        this.end = start + length;
    }

    /**
     * The messages of a body, which lie inside the given range of the same array; an empty array gives none. The range
     * is the caller's no longer, whether the call succeeds or not.
     *
     * @throws ProtocolException 400 {@code invalid JSON}, or {@code invalid JSON: nested deeper than 1000}
     */
    public static Messages split(byte[] bytes, int start, int length) {
        return new JsonSplitter(bytes, start, length).split(start);
    }

    private Messages split(int start) {
        int at = scanner.blanks(scanner.byteOrderMark(start));
        int after = scanner.at(at) == '[' ? elements(at + 1) : message(at, 0);
        if (scanner.blanks(after) != end) {
            throw JsonScanner.invalid();
        }
        return count == 0 ? Messages.none() : Messages.json(bytes, outStart, ends, count);
    }

    /** Index after the closing bracket. */
    private int elements(int first) {
        int at = scanner.blanks(first);
        if (scanner.at(at) == ']') {
            return at + 1;
        }
        for (; ; ) {
            at = scanner.blanks(message(at, 1));
            switch (scanner.at(at)) {
                case ',' -> at = scanner.blanks(at + 1);
                case ']' -> {
                    return at + 1;
                }
                default -> throw JsonScanner.invalid();
            }
        }
    }

    private int message(int from, int depth) {
        int to = scanner.value(from, depth);
        if (count == 0) {
            outStart = from;
            outEnd = to;
        } else {
            join(from, to);
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, depth == 0 ? 1 : Math.max(FIRST_CAPACITY, ends.length + (ends.length >> 1)));
        }
        ends[count++] = outEnd - outStart;
        return to;
    }

    /**
     * Appends to what has been put out, which never lies beyond what has been read; without extra blanks it is already
     * in place.
     */
    private void join(int from, int to) {
        int target = outEnd + 1;
        if (from != target) {
            bytes[outEnd] = ',';
            System.arraycopy(bytes, from, bytes, target, to - from);
        }
        outEnd = target + to - from;
    }
}
