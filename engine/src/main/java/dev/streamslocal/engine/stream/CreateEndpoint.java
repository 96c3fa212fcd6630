package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Request;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;
import java.util.List;

/** {@code PUT} of a stream: creates it with its first entries, or confirms one of the same configuration (contract 10 §4). */
public final class CreateEndpoint {
    private static final List<String> FORK_HEADERS =
            List.of(Headers.STREAM_FORKED_FROM, Headers.STREAM_FORK_OFFSET, Headers.STREAM_FORK_SUB_OFFSET);

    private final Storage storage;
    private final InstantSource clock;
    private final int bodyBytesMax;

    /** What a request asks for, but for its entries. */
    private record Configuration(String contentType, Lifetime lifetime, boolean closed) {

        boolean isThatOf(Stream stream) {
            return contentType.equals(stream.contentType())
                    && lifetime.equals(stream.lifetime())
                    && closed == stream.head().closed();
        }
    }

    /** @param bodyBytesMax largest body, named in the answer to a larger one */
    public CreateEndpoint(Storage storage, InstantSource clock, int bodyBytesMax) {
        this.storage = storage;
        this.clock = clock;
        this.bodyBytesMax = bodyBytesMax;
    }

    public void answer(Exchange exchange, Target target) {
        refuseForks(exchange.request());
        var configuration = configuration(exchange.request());
        BodyMessages.checkSize(exchange.request(), bodyBytesMax);
        // A stream that is there decides without the body, which may then be anything.
        storage.find(target.name())
                .filter(this::isLive)
                .ifPresentOrElse(
                        stream -> confirm(exchange, configuration, stream),
                        () -> create(exchange, target.name(), configuration));
    }

    private boolean isLive(Stream stream) {
        return !stream.removed() && !stream.expired(clock.millis());
    }

    private static void refuseForks(Request request) {
        for (String header : FORK_HEADERS) {
            if (request.hasHeader(header)) {
                throw new ProtocolException(Problem.notImplemented(header));
            }
        }
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

    private void submit(Exchange exchange, CreateCommand command, Configuration configuration) {
        storage.create(command, new OnLoop<>(exchange, result -> finish(exchange, command, configuration, result)));
    }

    private void finish(Exchange exchange, CreateCommand command, Configuration configuration, CreateResult result) {
        switch (result) {
            case CreateResult.Created c -> exchange.reply(created(exchange.request(), command));
            case CreateResult.Existing e ->
                // Created by another request meanwhile; should it be gone again, the name is free for this one.
                storage.find(command.name())
                        .ifPresentOrElse(
                                stream -> confirm(exchange, configuration, stream),
                                () -> submit(exchange, command, configuration));
            case CreateResult.ConfigMismatch m -> exchange.reply(Response.problem(Problem.configMismatch()));
            case CreateResult.Overloaded o -> exchange.reply(Response.problem(Problem.overloaded()));
            case CreateResult.StorageFull f ->
                exchange.reply(Response.problem(Problem.insufficientStorage(f.reason())));
            case CreateResult.Failed f -> exchange.reply(Response.problem(Problem.appendFailed()));
        }
    }

    private static void confirm(Exchange exchange, Configuration configuration, Stream stream) {
        exchange.reply(
                configuration.isThatOf(stream)
                        ? described(200, configuration, stream.head().tail(), stream.deadlineMillis())
                        : Response.problem(Problem.configMismatch()));
    }

    private Response created(Request request, CreateCommand command) {
        var deadline = storage.find(command.name())
                .map(Stream::deadlineMillis)
                .orElseGet(() -> command.lifetime().deadlineMillis(clock.millis()));
        var configuration = new Configuration(command.contentType(), command.lifetime(), command.closed());
        return described(201, configuration, command.messages().count(), deadline)
                .header(Headers.LOCATION, location(request));
    }

    private static Response described(int status, Configuration configuration, long tail, long deadlineMillis) {
        var response = Response.status(status)
                .header(Headers.CONTENT_TYPE, configuration.contentType())
                .header(Headers.STREAM_NEXT_OFFSET, Offset.token(tail));
        if (configuration.closed()) {
            response.header(StreamReplies.CLOSED);
        }
        return StreamReplies.expiry(response, deadlineMillis);
    }

    /** The URL of the request as the client sees it; only its path where an HTTP/1.0 client names no host. */
    private static String location(Request request) {
        var host = request.header(Headers.HOST);
        var query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
        return (host.isEmpty() ? "" : "http://" + host) + request.rawPath() + query;
    }
}
