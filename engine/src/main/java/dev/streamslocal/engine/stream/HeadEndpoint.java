package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;

/** {@code HEAD} of a stream: what it is and where it ends (contract 10 §3). Does not count as a use of it. */
public final class HeadEndpoint {
    private final StreamLookup lookup;

    public HeadEndpoint(Storage storage, InstantSource clock) {
        this.lookup = new StreamLookup(storage, clock);
    }

    public void answer(Exchange exchange, Target target) {
        exchange.reply(describe(lookup.live(target.name())));
    }

    private static Response describe(Stream stream) {
        var head = stream.head();
        var tail = Offset.token(head.tail());
        var response = Response.status(200)
                .header(Headers.CONTENT_TYPE, stream.contentType())
                .header(Headers.STREAM_NEXT_OFFSET, tail)
                .header(Headers.STREAM_END_OFFSET, tail)
                .header(StreamReplies.NO_STORE);
        if (head.closed()) {
            response.header(StreamReplies.CLOSED);
        }
        if (stream.lifetime() instanceof Lifetime.Ttl ttl) {
            response.header(Headers.STREAM_TTL, Long.toString(ttl.seconds()));
        }
        return StreamReplies.expiry(response, stream.deadlineMillis());
    }
}
