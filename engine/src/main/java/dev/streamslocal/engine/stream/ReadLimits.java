package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.Limits;

/**
 * Where a page ends: after the entry with which it reaches one of these.
 *
 * @param bytesMax payload bytes
 * @param entriesMax entries, {@link Long#MAX_VALUE} for no limit
 */
public record ReadLimits(long bytesMax, long entriesMax) {

    /** One mebibyte, any number of entries. */
    public static final ReadLimits STANDARD = new ReadLimits(Limits.PAGE_BYTES, Long.MAX_VALUE);

    public ReadLimits {
        if (bytesMax < 1 || entriesMax < 1) {
            throw new IllegalArgumentException("read limits must be positive: " + bytesMax + ", " + entriesMax);
        }
    }

    /** The same for readers that need a page in one piece. */
    ReadLimits inOnePiece() {
        return new ReadLimits(Math.min(bytesMax, Limits.PAGE_BYTES), entriesMax);
    }
}
