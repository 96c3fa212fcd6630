package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Request;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.storage.Stream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code PUT} with {@code Stream-Forked-From} asks for, but for its entries (contract 10 §11.1).
 *
 * @param contentType normalised, null for that of the source
 * @param lifetime null for that of the source
 */
record ForkRequest(
        String source,
        ForkPoint point,
        @Nullable String contentType,
        @Nullable Lifetime lifetime,
        boolean closed) {

    private static final List<String> HEADERS =
            List.of(Headers.STREAM_FORKED_FROM, Headers.STREAM_FORK_OFFSET, Headers.STREAM_FORK_SUB_OFFSET);

    static boolean isOne(Request request) {
        return HEADERS.stream().anyMatch(request::hasHeader);
    }

    /** @throws ProtocolException 400 for a header that is malformed, or that lacks its {@code Stream-Forked-From} */
    static ForkRequest parse(Request request, long nowMillis) {
        var from = given(request, Headers.STREAM_FORKED_FROM)
                .orElseThrow(() -> ProtocolException.badRequest("missing Stream-Forked-From"));
        var source = ForkPoint.source(from);
        var point = ForkPoint.AT_TAIL;
        var offset = given(request, Headers.STREAM_FORK_OFFSET);
        if (offset.isPresent()) {
            point = point.withOffset(offset.get());
        }
        var subOffset = given(request, Headers.STREAM_FORK_SUB_OFFSET);
        if (subOffset.isPresent()) {
            point = point.withSubOffset(subOffset.get());
        }
        var contentType = request.header(Headers.CONTENT_TYPE);
        var ttl = request.header(Headers.STREAM_TTL);
        var expiresAt = request.header(Headers.STREAM_EXPIRES_AT);
        return new ForkRequest(
                source,
                point,
                contentType.isBlank() ? null : ContentTypes.normalizeOrDefault(contentType),
                ttl.isBlank() && expiresAt.isBlank() ? null : Lifetime.parse(ttl, expiresAt, nowMillis),
                Headers.closes(request.header(Headers.STREAM_CLOSED)));
    }

    private static Optional<String> given(Request request, String header) {
        return request.hasHeader(header) ? Optional.of(request.header(header)) : Optional.empty();
    }

    /** Whether this stream is what it asks for. */
    boolean isThatOf(Stream stream) {
        return stream.isForkOf(source, point, lifetime)
                && (contentType == null || contentType.equals(stream.contentType()))
                && closed == stream.head().closed();
    }

    String contentTypeOr(Stream parent) {
        return contentType == null ? parent.contentType() : contentType;
    }

    Lifetime lifetimeOr(Stream parent) {
        return lifetime == null ? parent.lifetime() : lifetime;
    }
}
