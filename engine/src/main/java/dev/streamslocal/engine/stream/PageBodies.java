package dev.streamslocal.engine.stream;

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

    /** Answers with {@code head}, to which the content type is added, and the messages of the page. */
    static void reply(Exchange exchange, Response head, Stream stream, Page page, ReadFormat format) {
        head.header("Content-Type", format.contentType(stream));
        var segments = PageSegments.of(page, format, stream.json());
        var length = PageSegments.length(page.payloadBytes(), page.entries(), format);
        if (length <= WHOLE_BYTES_MAX) {
            exchange.reply(head.body(whole(segments, (int) length, exchange.allocator())));
        } else {
            new PageStream(exchange.stream(head, length), exchange.allocator(), segments, PageParts.NONE).run();
        }
    }

    private static ByteBuf whole(PageSegments segments, int length, ByteBufAllocator allocator) {
        var body = allocator.buffer(length, length);
        while (segments.next()) {
            body.writeBytes(segments.bytes(), segments.offset(), segments.length());
        }
        return body;
    }
}
