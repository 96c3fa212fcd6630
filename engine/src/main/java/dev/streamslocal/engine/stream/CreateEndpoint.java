package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Request;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;

/**
 * {@code PUT} of a stream: creates it with its first entries, or confirms one of the same configuration (contract 10 §4). What is to begin
 * with the entries of another stream is left to {@link ForkEndpoint}.
 */
public final class CreateEndpoint {
    private final Storage storage;
    private final InstantSource clock;
    private final int bodyBytesMax;
    private final CreateReplies replies;
    private final ForkEndpoint forks;

    /** What a request asks for, but for its entries. */
    private record Configuration(String contentType, Lifetime lifetime, boolean closed) {

        boolean isThatOf(Stream stream) {
            return !stream.isFork()
                    && contentType.equals(stream.contentType())
                    && lifetime.equals(stream.lifetime())
                    && closed == stream.head().closed();
        }
    }

    /** @param bodyBytesMax largest body, named in the answer to a larger one */
    public CreateEndpoint(Storage storage, InstantSource clock, int bodyBytesMax) {
        this.storage = storage;
        this.clock = clock;
        this.bodyBytesMax = bodyBytesMax;
        this.replies = new CreateReplies(storage, clock);
        this.forks = new ForkEndpoint(storage, replies, clock, bodyBytesMax);
    }

    public void answer(Exchange exchange, Target target) {
        if (ForkRequest.isOne(exchange.request())) {
            forks.answer(exchange, target);
            return;
        }
        var configuration = configuration(exchange.request());
        BodyMessages.checkSize(exchange.request(), bodyBytesMax);
        // A stream that is there decides without the body, which may then be anything.
        replies.holder(target.name())
                .ifPresentOrElse(
                        stream -> replies.confirm(exchange, stream, configuration::isThatOf),
                        () -> create(exchange, target.name(), configuration));
    }

    private Configuration configuration(Request request) {
        return new Configuration(
                ContentTypes.normalizeOrDefault(request.header(Headers.CONTENT_TYPE)),
                Lifetime.parse(
                        request.header(Headers.STREAM_TTL), request.header(Headers.STREAM_EXPIRES_AT), clock.millis()),
                Headers.closes(request.header(Headers.STREAM_CLOSED)));
    }

    private void create(Exchange exchange, String name, Configuration configuration) {
        var command = new CreateCommand(
                name,
                configuration.contentType(),
                configuration.lifetime(),
                configuration.closed(),
                BodyMessages.of(exchange.request(), configuration.contentType()),
                BodyMessages.key(exchange.request()));
        exchange.limit(Limits.APPEND_WAIT_MILLIS, StreamReplies.appendTimeout());
        submit(exchange, command, configuration);
    }

    private void submit(Exchange exchange, CreateCommand command, Configuration asked) {
        Runnable again = () -> submit(exchange, command, asked);
        storage.create(
                command,
                new OnLoop<>(exchange, result -> replies.answer(exchange, command, asked::isThatOf, result, again)));
    }
}
