package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.Slice;
import java.util.List;

/**
 * The body of a page as a run of byte ranges, most of them those in which the storage holds the messages. Used by one thread, once.
 *
 * <p>{@link #next} moves to a range, which {@link #bytes}, {@link #offset} and {@link #length} then describe.
 */
abstract sealed class PageSegments {
    private static final byte[] OPEN = "[".getBytes(US_ASCII);
    private static final byte[] COMMA = ",".getBytes(US_ASCII);
    private static final byte[] CLOSE = "]".getBytes(US_ASCII);

    private byte[] bytes = OPEN;
    private int offset;
    private int length;

    /** Moves to the next range, if there is one. */
    abstract boolean next();

    final byte[] bytes() {
        return bytes;
    }

    final int offset() {
        return offset;
    }

    final int length() {
        return length;
    }

    final boolean at(byte[] rangeBytes, int rangeOffset, int rangeLength) {
        bytes = rangeBytes;
        offset = rangeOffset;
        length = rangeLength;
        return true;
    }

    /** The body of a page of a stream that is JSON or is not. */
    static PageSegments of(Page page, ReadFormat format, boolean json) {
        return part(page, format, json, true, true);
    }

    /** A part of a body: the first and the last one open and close it, those between hold at least one message. */
    static PageSegments part(Page page, ReadFormat format, boolean json, boolean first, boolean last) {
        if (format == ReadFormat.JSON) {
            return new Joined(page.slices(), first, last);
        }
        return runs(page, json);
    }

    /** The messages alone: one by one, or slices with what stands between their messages. */
    static PageSegments runs(Page page, boolean oneByOne) {
        return oneByOne ? new Messages(page.slices()) : new Slices(page.slices());
    }

    /** Bytes of a body of so many messages with so much payload. */
    static long length(long payloadBytes, int entries, ReadFormat format) {
        if (format == ReadFormat.RAW) {
            return payloadBytes;
        }
        // Brackets, and a comma between two messages, be it inside a slice or between two.
        return payloadBytes + 2 + Math.max(0, entries - 1);
    }

    /** An array or a part of one: slices, which hold the commas between their own messages, joined by more commas. */
    private static final class Joined extends PageSegments {
        private final List<Slice> slices;
        private final byte[] end;
        private int step;

        Joined(List<Slice> slices, boolean first, boolean last) {
            this.slices = slices;
            this.end = last ? CLOSE : COMMA;
            this.step = first ? 0 : 1;
        }

        @Override
        boolean next() {
            // Even steps are punctuation: bracket, slice, comma, slice, ..., bracket.
            var last = 2 * Math.max(1, slices.size());
            if (slices.isEmpty() && step == 1) {
                step = last;
            }
            if (step > last) {
                return false;
            }
            var at = step++;
            if ((at & 1) == 0) {
                return at(at == 0 ? OPEN : at == last ? end : COMMA, 0, 1);
            }
            var slice = slices.get(at >> 1);
            return at(slice.bytes(), slice.offset(), slice.length());
        }
    }

    /** JSON messages without the commas between them. */
    private static final class Messages extends PageSegments {
        private final List<Slice> slices;
        private int slice;
        private int message;

        Messages(List<Slice> slices) {
            this.slices = slices;
        }

        @Override
        boolean next() {
            if (slice == slices.size()) {
                return false;
            }
            var current = slices.get(slice);
            var begin = current.begin(message);
            at(current.bytes(), begin, current.end(message) - begin);
            message++;
            if (message == current.entries()) {
                slice++;
                message = 0;
            }
            return true;
        }
    }

    /** Slices as they are. */
    private static final class Slices extends PageSegments {
        private final List<Slice> slices;
        private int slice;

        Slices(List<Slice> slices) {
            this.slices = slices;
        }

        @Override
        boolean next() {
            if (slice == slices.size()) {
                return false;
            }
            var current = slices.get(slice++);
            return at(current.bytes(), current.offset(), current.length());
        }
    }
}
