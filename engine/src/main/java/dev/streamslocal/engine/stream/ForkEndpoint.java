package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;

/**
 * {@code PUT} of a stream that begins with the entries of another up to some point (contract 10 §11). Looks at the headers, then at the
 * name, the source and its content type; the writer looks again, and at the point.
 */
final class ForkEndpoint {
    private final Storage storage;
    private final CreateReplies replies;
    private final InstantSource clock;
    private final int bodyBytesMax;

    ForkEndpoint(Storage storage, CreateReplies replies, InstantSource clock, int bodyBytesMax) {
        this.storage = storage;
        this.replies = replies;
        this.clock = clock;
        this.bodyBytesMax = bodyBytesMax;
    }

    void answer(Exchange exchange, Target target) {
        var asked = ForkRequest.parse(exchange.request(), clock.millis());
        BodyMessages.checkSize(exchange.request(), bodyBytesMax);
        replies.holder(target.name())
                .ifPresentOrElse(
                        stream -> replies.confirm(exchange, stream, asked::isThatOf),
                        () -> fork(exchange, target.name(), asked));
    }

    private void fork(Exchange exchange, String name, ForkRequest asked) {
        var source = source(asked);
        var contentType = asked.contentTypeOr(source);
        if (!contentType.equals(source.contentType())) {
            throw new ProtocolException(Problem.contentTypeMismatch());
        }
        var command = new CreateCommand(
                name,
                contentType,
                asked.lifetimeOr(source),
                asked.closed(),
                BodyMessages.of(exchange.request(), contentType),
                BodyMessages.key(exchange.request()));
        exchange.limit(Limits.APPEND_WAIT_MILLIS, StreamReplies.appendTimeout());
        submit(exchange, asked, source, command);
    }

    private Stream source(ForkRequest asked) {
        var now = clock.millis();
        var source = storage.find(asked.source())
                .filter(stream -> !stream.removed() && !stream.expired(now))
                .orElseThrow(() -> new ProtocolException(Problem.notFound()));
        if (source.softDeleted(now)) {
            throw new ProtocolException(CreateReplies.sourceDeleted());
        }
        return source;
    }

    private void submit(Exchange exchange, ForkRequest asked, Stream source, CreateCommand command) {
        Runnable again = () -> submit(exchange, asked, source, command);
        storage.fork(
                source,
                asked.point(),
                command,
                new OnLoop<>(exchange, result -> replies.answer(exchange, command, asked::isThatOf, result, again)));
    }
}
