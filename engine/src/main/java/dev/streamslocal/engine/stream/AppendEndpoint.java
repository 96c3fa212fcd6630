package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Request;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Storage;
import java.time.InstantSource;
import java.util.Optional;

/** {@code POST} to a stream: appends, closes, or both (contract 10 §5). */
public final class AppendEndpoint {
    private final Storage storage;
    private final StreamLookup lookup;
    private final int bodyBytesMax;
    private final Traffic traffic;

    /** @param bodyBytesMax largest body, named in the answer to a larger one */
    public AppendEndpoint(Storage storage, InstantSource clock, int bodyBytesMax, Traffic traffic) {
        this.storage = storage;
        this.lookup = new StreamLookup(storage, clock);
        this.bodyBytesMax = bodyBytesMax;
        this.traffic = traffic;
    }

    public void answer(Exchange exchange, Target target) {
        var stream = lookup.live(target.name());
        var command = command(exchange.request());
        exchange.limit(Limits.APPEND_WAIT_MILLIS, StreamReplies.appendTimeout());
        storage.append(stream, command, new OnLoop<>(exchange, result -> answer(exchange, command, result)));
    }

    private void answer(Exchange exchange, AppendCommand command, AppendResult result) {
        traffic.appended(exchange, command, result);
        exchange.reply(StreamReplies.append(command, result));
    }

    /** The checks 2 to 6 of contract 10 §5.4, in their order. */
    private AppendCommand command(Request request) {
        var producer = ProducerStamp.parse(
                optional(request, Headers.PRODUCER_ID),
                optional(request, Headers.PRODUCER_EPOCH),
                optional(request, Headers.PRODUCER_SEQ));
        var streamSeq = streamSeq(request);
        var timestamp = Timestamps.parseOptional(request.header(Headers.STREAM_TIMESTAMP));
        var close = Headers.closes(request.header(Headers.STREAM_CLOSED));
        checkBody(request, close);
        var contentType = ContentTypes.normalize(request.header(Headers.CONTENT_TYPE));
        var messages = messages(request, contentType);
        return new AppendCommand(
                contentType, messages, producer, streamSeq, timestamp, BodyMessages.key(request), close);
    }

    private void checkBody(Request request, boolean close) {
        BodyMessages.checkSize(request, bodyBytesMax);
        if (request.bodyLength() == 0 && !close) {
            throw ProtocolException.badRequest("empty body");
        }
    }

    private static Messages messages(Request request, String contentType) {
        if (request.bodyLength() == 0) {
            return Messages.none();
        }
        if (contentType.isEmpty()) {
            throw ProtocolException.badRequest("missing content-type");
        }
        var messages = BodyMessages.of(request, contentType);
        if (messages.count() == 0) {
            throw ProtocolException.badRequest("empty JSON array");
        }
        return messages;
    }

    private static String streamSeq(Request request) {
        if (!request.hasHeader(Headers.STREAM_SEQ)) {
            return "";
        }
        var seq = request.header(Headers.STREAM_SEQ).strip();
        if (seq.isEmpty()) {
            throw ProtocolException.badRequest("invalid Stream-Seq");
        }
        return seq;
    }

    private static Optional<String> optional(Request request, String header) {
        return request.hasHeader(header) ? Optional.of(request.header(header)) : Optional.empty();
    }
}
