package dev.streamslocal.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the end of the run of ordinary characters inside a JSON string. */
final class PlainText {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long BLANKS = ONES * ' ';

    private PlainText() {}

    /**
     * Index of the first byte in {@code [at, end)} that is a quote, a backslash, a control character or not ASCII; else
     * {@code end}.
     */
    static int end(byte[] bytes, int at, int end) {
        // Most of a JSON body is string contents, so eight bytes are tested at once: subtracting n sets the high bit of
        // a
        // byte that is less than n or not ASCII. A byte less than n also borrows from the byte above it, never from one
        // below. The lowest high bit is thus always a true hit, and in little endian order it is that of the first one.
        int i = at;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            long quote = (word ^ QUOTES) - ONES;
            long backslash = (word ^ BACKSLASHES) - ONES;
            long control = word - BLANKS;
            long hits = (quote | backslash | control | word) & HIGHS;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < end && plain(bytes[i])) {
            i++;
        }
        return i;
    }

    // Bytes above 0x7F are negative and so less than a blank.
    static boolean plain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }
}
