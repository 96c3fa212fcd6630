package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.ETag;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;

/** Answers reads that do not wait: one page, or 304 to a client that has it already (contract 10 §6.2 to §6.5). */
final class CatchUpReads {
    private static final byte[] EMPTY_ARRAY = "[]".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};

    /** Registries of schemas do not exist yet, so that their generation is the first one everywhere. */
    private static final long GENERATION = 0;

    private final Storage storage;
    private final ReadLimits limits;
    private final Traffic traffic;

    CatchUpReads(Storage storage, ReadLimits limits, Traffic traffic) {
        this.storage = storage;
        this.limits = limits;
        this.traffic = traffic;
    }

    /** Answers with the page at {@code from}, an unsigned position. */
    void answer(Exchange exchange, Stream stream, ReadQuery query, long from) {
        var head = stream.head();
        if (Long.compareUnsigned(from, head.tail()) > 0) {
            answerBeyond(exchange, stream, query, from, head.tail());
            return;
        }
        new CatchUpRead(storage, limits, traffic, exchange, stream, query, from).begin();
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

    /** The answer without its body: 304 to a client that has the tag. */
    static Response head(
            Exchange exchange, Stream stream, ReadQuery query, long from, long next, long tail, boolean closed) {
        var tag = ETag.of(stream.incarnation(), from, next, query.format().text(), GENERATION, query.key(), "", closed);
        var known = ETag.matches(exchange.request().listHeader(Headers.IF_NONE_MATCH), tag);
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
