package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.BodyWriter;
import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Sends pages as bodies: in one buffer, or piece by piece where that buffer would be large. On the exchange's event loop. */
final class PageBodies {
    /** Bodies above this are sent in pieces. */
    static final int WHOLE_BYTES_MAX = 2 * 1024 * 1024;

    private PageBodies() {}

    /** Memory that {@link #reply} holds until the client has taken the page: a copy of it, or the page itself and a piece. */
    static long bytes(Page page, ReadFormat format) {
        var length = PageSegments.length(page.payloadBytes(), page.entries(), format);
        return length <= WHOLE_BYTES_MAX ? length : page.payloadBytes() + PageStream.PIECE_BYTES;
    }

    /**
     * Answers with {@code head}, to which the content type is added, and the messages of the page.
     *
     * @param room with as much as {@link #bytes} says
     */
    static void reply(Exchange exchange, Response head, Stream stream, Page page, ReadFormat format, AnswerRoom room) {
        head.header("Content-Type", format.contentType(stream));
        var segments = PageSegments.of(page, format, stream.json());
        var length = PageSegments.length(page.payloadBytes(), page.entries(), format);
        if (length <= WHOLE_BYTES_MAX) {
            exchange.reply(head.body(room.passTo(whole(segments, (int) length, exchange.allocator()))));
        } else {
            stream(exchange, exchange.stream(head, length), segments, PageParts.NONE, room);
        }
    }

    /** Sends a body in pieces, and gives the room back when it is over. */
    static void stream(Exchange exchange, BodyWriter body, PageSegments first, PageParts rest, AnswerRoom room) {
        if (!body.open()) {
            room.close();
            return;
        }
        exchange.onGone(room::close);
        new PageStream(body, exchange.allocator(), first, rest, room::close).run();
    }

    private static ByteBuf whole(PageSegments segments, int length, ByteBufAllocator allocator) {
        var body = AnswerRoom.buffer(length, allocator);
        while (segments.next()) {
            body.writeBytes(segments.bytes(), segments.offset(), segments.length());
        }
        return body;
    }
}
