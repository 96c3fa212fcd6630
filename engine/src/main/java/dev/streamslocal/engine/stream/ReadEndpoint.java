package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.SinceResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;

/** {@code GET} of a stream: finds out where and how to read, and hands over to the reader of that mode (contract 10 §6). */
public final class ReadEndpoint {
    private final Storage storage;
    private final StreamLookup lookup;
    private final CatchUpReads catchUp;
    private final LiveReads live;

    public ReadEndpoint(
            Storage storage,
            Watches watches,
            InstantSource clock,
            ReadLimits limits,
            LiveLimits liveLimits,
            Traffic traffic) {
        this.storage = storage;
        this.lookup = new StreamLookup(storage, clock);
        this.catchUp = new CatchUpReads(storage, limits, traffic);
        this.live = new LiveReads(storage, watches, clock, limits, liveLimits, traffic);
    }

    public void answer(Exchange exchange, Target target) {
        var stream = lookup.live(target.name());
        var query = ReadQuery.parse(exchange.request().query(), target.key(), stream.json());
        storage.renew(stream);
        switch (query.start()) {
            case ReadStart.At at -> begin(exchange, stream, query, at.position());
            case ReadStart.Tail t -> fromTail(exchange, stream, query);
            case ReadStart.Since s ->
                storage.firstSince(
                        stream,
                        query.key(),
                        s.millis(),
                        new OnLoop<>(exchange, result -> fromSince(exchange, stream, query, result)));
        }
    }

    private void fromTail(Exchange exchange, Stream stream, ReadQuery query) {
        if (query.live() == LiveMode.CATCH_UP) {
            catchUp.answerTail(exchange, stream, query);
        } else {
            begin(exchange, stream, query, stream.head().tail());
        }
    }

    private void fromSince(Exchange exchange, Stream stream, ReadQuery query, SinceResult result) {
        switch (result) {
            case SinceResult.Found f -> begin(exchange, stream, query, f.position());
            case SinceResult.Unread u -> exchange.reply(StreamReplies.unread(u.why()));
        }
    }

    private void begin(Exchange exchange, Stream stream, ReadQuery query, long from) {
        switch (query.live()) {
            case CATCH_UP -> catchUp.answer(exchange, stream, query, from);
            case LONG_POLL -> live.longPoll(exchange, stream, query, from);
            case SSE -> live.sse(exchange, stream, query, from);
        }
    }
}
