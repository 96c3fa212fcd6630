package dev.streamslocal.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds CR and LF eight bytes at a time, since text is looked through twice: once for its size, once to write it. */
final class LineEnds {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long LFS = ONES * '\n';
    private static final long CRS = ONES * '\r';

    private LineEnds() {}

    /** Where the first CR or LF stands; {@code end} if there is none. */
    static int next(byte[] bytes, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long found = zeros(word ^ LFS) | zeros(word ^ CRS);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    /** Marks the zero bytes of a word: the lowest mark is right, one above it may not be. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & TOPS;
    }
}
