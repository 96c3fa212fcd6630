package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.ByteSink;
import dev.streamslocal.protocol.SseEncoding;
import dev.streamslocal.protocol.SseFrames;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.Slice;
import dev.streamslocal.storage.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/**
 * Encodes the pages of one SSE reader as data events (contract 10 §8). Used by one thread.
 *
 * <p>A UTF-8 sequence that a page of text begins and does not finish is kept for the next event.
 */
final class SseEncoder {
    private static final int TEXT_SPARE_BYTES = 128;
    private static final int UTF8_BYTES_KEPT_MAX = 3;
    private static final byte[] NOTHING = {};

    private final SseEncoding encoding;
    private final boolean cutIntoMessages;
    private final boolean keepsSequences;
    private byte[] kept = NOTHING;

    SseEncoder(Stream stream, ReadFormat format) {
        this.encoding = SseEncoding.of(stream.contentType(), format == ReadFormat.RAW);
        this.cutIntoMessages = stream.json() && format == ReadFormat.RAW;
        this.keepsSequences = encoding == SseEncoding.TEXT && !stream.json();
    }

    boolean base64() {
        return encoding == SseEncoding.BASE64;
    }

    /** Whether bytes of an earlier page wait for their other half. */
    boolean keepsBytes() {
        return kept.length > 0;
    }

    /** The entries of a page, which is not empty, as one event; the caller releases it. */
    ByteBuf encode(Page page, ByteBufAllocator allocator) {
        return keepsSequences ? encodeText(page, allocator) : encodeWhole(page, allocator);
    }

    /** About as many bytes as {@link #encode} will take for a page; never much less. */
    int bytes(Page page) {
        return page.entries() == 0 ? 0 : capacity(page) + kept.length;
    }

    /** What was kept, as an event; nothing is kept any more. */
    ByteBuf encodeKept(ByteBufAllocator allocator) {
        var event = allocator.buffer(TEXT_SPARE_BYTES);
        var data = SseFrames.data(encoding, new Sink(event));
        data.slice(kept, 0, kept.length);
        data.end();
        kept = NOTHING;
        return event;
    }

    private ByteBuf encodeWhole(Page page, ByteBufAllocator allocator) {
        var segments = PageSegments.runs(page, cutIntoMessages);
        var event = AnswerRoom.buffer(capacity(page), allocator);
        var data = SseFrames.data(encoding, new Sink(event));
        while (segments.next()) {
            data.slice(segments.bytes(), segments.offset(), segments.length());
        }
        data.end();
        return event;
    }

    private int capacity(Page page) {
        if (encoding == SseEncoding.TEXT) {
            return Math.toIntExact(page.payloadBytes()) + TEXT_SPARE_BYTES;
        }
        var bytes = 0L;
        for (Slice each : page.slices()) {
            bytes += each.length();
        }
        return SseFrames.size(encoding, bytes, page.slices().size());
    }

    private ByteBuf encodeText(Page page, ByteBufAllocator allocator) {
        var end = lastBytes(page);
        var keep = page.closed() ? 0 : SseFrames.incompleteUtf8(end, 0, end.length);
        var rest = kept.length + page.payloadBytes() - keep;
        var event = AnswerRoom.buffer(Math.toIntExact(rest) + TEXT_SPARE_BYTES, allocator);
        var data = SseFrames.data(encoding, new Sink(event));
        var part = (int) Math.min(kept.length, rest);
        data.slice(kept, 0, part);
        rest -= part;
        var segments = PageSegments.runs(page, false);
        while (segments.next() && rest > 0) {
            part = (int) Math.min(segments.length(), rest);
            data.slice(segments.bytes(), segments.offset(), part);
            rest -= part;
        }
        data.end();
        kept = Arrays.copyOfRange(end, end.length - keep, end.length);
        return event;
    }

    /** The last bytes of what was kept and the page together, as many as a sequence can leave unfinished. */
    private byte[] lastBytes(Page page) {
        var last = new byte[UTF8_BYTES_KEPT_MAX];
        var at = last.length;
        for (int i = page.slices().size() - 1; i >= 0 && at > 0; i--) {
            var slice = page.slices().get(i);
            var part = Math.min(at, slice.length());
            at -= part;
            System.arraycopy(slice.bytes(), slice.offset() + slice.length() - part, last, at, part);
        }
        var part = Math.min(at, kept.length);
        at -= part;
        System.arraycopy(kept, kept.length - part, last, at, part);
        return Arrays.copyOfRange(last, at, last.length);
    }

    private record Sink(ByteBuf event) implements ByteSink {

        @Override
        public void put(byte[] src, int offset, int length) {
            event.writeBytes(src, offset, length);
        }

        @Override
        public void put(byte b) {
            event.writeByte(b);
        }
    }
}
