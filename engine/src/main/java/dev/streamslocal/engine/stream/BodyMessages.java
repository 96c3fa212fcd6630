package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Request;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.RoutingKey;

/** Cuts the body of a request into messages (contract 10 §5.1). */
final class BodyMessages {

    private BodyMessages() {}

    /** @throws ProtocolException 413 for a body that was too large to keep */
    static void checkSize(Request request, int bodyBytesMax) {
        if (request.bodyTooLarge()) {
            throw new ProtocolException(Problem.payloadTooLarge(bodyBytesMax));
        }
    }

    /**
     * The messages of the body, none of an empty one. Takes the body: the messages lie in its array.
     *
     * @throws ProtocolException 400 when the content type is JSON and the body is not
     */
    static Messages of(Request request, String contentType) {
        if (request.bodyLength() == 0) {
            return Messages.none();
        }
        var body = request.body();
        return ContentTypes.isJson(contentType)
                ? JsonSplitter.split(body, 0, body.length)
                : Messages.bytes(body, 0, body.length);
    }

    /** The routing key of all entries: the characters of the header, none without it. */
    static RoutingKey key(Request request) {
        return request.hasHeader(Headers.STREAM_KEY)
                ? RoutingKey.of(request.header(Headers.STREAM_KEY))
                : RoutingKey.NONE;
    }
}
