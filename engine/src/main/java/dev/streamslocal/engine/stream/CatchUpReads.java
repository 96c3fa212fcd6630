package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.ETag;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import dev.streamslocal.storage.SurveyResult;

/** Answers reads that do not wait: one page, or 304 to a client that has it already (contract 10 §6.2 to §6.5). */
final class CatchUpReads {
    private static final byte[] EMPTY_ARRAY = "[]".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};

    /** Registries of schemas do not exist yet, so that their generation is the first one everywhere. */
    private static final long GENERATION = 0;

    /** What is read of a page at first; the rest of a larger one is read while it is sent. */
    private static final long FIRST_BYTES_MAX = PageBodies.WHOLE_BYTES_MAX + 1;

    private final Storage storage;
    private final ReadLimits limits;

    CatchUpReads(Storage storage, ReadLimits limits) {
        this.storage = storage;
        this.limits = limits;
    }

    /** Answers with the page at {@code from}, an unsigned position. */
    void answer(Exchange exchange, Stream stream, ReadQuery query, long from) {
        var head = stream.head();
        if (Long.compareUnsigned(from, head.tail()) > 0) {
            answerBeyond(exchange, stream, query, from, head.tail());
            return;
        }
        var bytesMax = Math.min(limits.bytesMax(), FIRST_BYTES_MAX);
        var request = new PageRequest(stream, from, query.key(), bytesMax, limits.entriesMax());
        var inMemory = storage.readNow(request);
        if (inMemory.isPresent()) {
            finish(exchange, stream, query, inMemory.get());
        } else {
            storage.read(request, new OnLoop<>(exchange, result -> finish(exchange, stream, query, result)));
        }
    }

    /** Answers {@code offset=now}: no data, and where the data ends. */
    void answerTail(Exchange exchange, Stream stream, ReadQuery query) {
        var head = stream.head();
        var response = StreamReplies.position(Response.status(200), head.tail(), head.tail(), head.closed())
                .header(StreamReplies.NO_STORE)
                .header(StreamReplies.CROSS_ORIGIN)
                .header(Headers.CONTENT_TYPE, stream.contentType());
        exchange.reply(StreamReplies.expiry(response, stream.deadlineMillis()).body(empty(query.format())));
    }

    private static void answerBeyond(Exchange exchange, Stream stream, ReadQuery query, long from, long tail) {
        var head = head(exchange, stream, query, from, from, tail, false);
        if (head.status() == 200) {
            head.header(Headers.CONTENT_TYPE, query.format().contentType(stream))
                    .body(empty(query.format()));
        }
        exchange.reply(head);
    }

    private void finish(Exchange exchange, Stream stream, ReadQuery query, ReadResult result) {
        if (!(result instanceof Page page)) {
            exchange.reply(StreamReplies.unread(result));
        } else if (page.payloadBytes() >= FIRST_BYTES_MAX && page.payloadBytes() < limits.bytesMax()) {
            survey(exchange, stream, query, page);
        } else {
            answerPage(exchange, stream, query, page);
        }
    }

    /** Finds out where a page ends of which only the beginning was read. */
    private void survey(Exchange exchange, Stream stream, ReadQuery query, Page first) {
        var request = new PageRequest(stream, first.from(), query.key(), limits.bytesMax(), limits.entriesMax());
        storage.survey(request, new OnLoop<>(exchange, result -> finishLarge(exchange, stream, query, first, result)));
    }

    private void finishLarge(Exchange exchange, Stream stream, ReadQuery query, Page first, SurveyResult result) {
        switch (result) {
            case SurveyResult.Surveyed whole -> answerLarge(exchange, stream, query, first, whole);
            case SurveyResult.Unread u -> exchange.reply(StreamReplies.unread(u.why()));
        }
    }

    private void answerLarge(
            Exchange exchange, Stream stream, ReadQuery query, Page first, SurveyResult.Surveyed whole) {
        var head = head(exchange, stream, query, first.from(), whole.next(), whole.tail(), whole.closed());
        if (head.status() == 304) {
            exchange.reply(head);
        } else {
            head.header(Headers.CONTENT_TYPE, query.format().contentType(stream));
            var length = PageSegments.length(whole.payloadBytes(), whole.entries(), query.format());
            var page = new LargePage(storage, exchange, stream, query, whole.entries());
            new PageStream(exchange.stream(head, length), exchange.allocator(), page.part(first), page).run();
        }
    }

    private static void answerPage(Exchange exchange, Stream stream, ReadQuery query, Page page) {
        var head = head(exchange, stream, query, page.from(), page.next(), page.tail(), page.closed());
        if (head.status() == 304) {
            exchange.reply(head);
        } else {
            PageBodies.reply(exchange, head, stream, page, query.format());
        }
    }

    /** The answer without its body: 304 to a client that has the tag. */
    private static Response head(
            Exchange exchange, Stream stream, ReadQuery query, long from, long next, long tail, boolean closed) {
        var tag = ETag.of(stream.incarnation(), from, next, query.format().text(), GENERATION, query.key(), "", closed);
        var known = ETag.matches(exchange.request().header(Headers.IF_NONE_MATCH), tag);
        var head = StreamReplies.position(Response.status(known ? 304 : 200), next, tail, closed)
                .header(Headers.ETAG, tag)
                .header(StreamReplies.NO_CACHE)
                .header(StreamReplies.CROSS_ORIGIN);
        return StreamReplies.expiry(head, stream.deadlineMillis());
    }

    private static byte[] empty(ReadFormat format) {
        return format == ReadFormat.JSON ? EMPTY_ARRAY : NOTHING;
    }
}
