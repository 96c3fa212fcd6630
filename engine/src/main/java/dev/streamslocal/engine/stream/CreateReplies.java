package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Request;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/** The answers to a {@code PUT}, of a fork or not (contract 10 §4.2, §11.1). */
final class CreateReplies {
    private final Storage storage;
    private final InstantSource clock;

    CreateReplies(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /** The stream that holds a name; one that has expired lets go of it, unless its forks still read it. */
    Optional<Stream> holder(String name) {
        var now = clock.millis();
        return storage.find(name)
                .filter(stream -> !stream.removed() && (stream.softDeleted(now) || !stream.expired(now)));
    }

    /** Says whether the holder of the name is what was asked for. */
    void confirm(Exchange exchange, Stream holder, Predicate<Stream> asked) {
        exchange.reply(confirmed(holder, asked));
    }

    private Response confirmed(Stream holder, Predicate<Stream> asked) {
        if (holder.softDeleted(clock.millis())) {
            return Response.problem(softDeleted());
        }
        var head = holder.head();
        return asked.test(holder)
                ? described(200, holder.contentType(), head.closed(), head.tail(), holder.deadlineMillis())
                : Response.problem(Problem.configMismatch());
    }

    /** @param again asks the storage once more */
    void answer(
            Exchange exchange, CreateCommand command, Predicate<Stream> asked, CreateResult result, Runnable again) {
        switch (result) {
            case CreateResult.Created created -> exchange.reply(created(exchange.request(), command, created.tail()));
            case CreateResult.Existing e ->
                // Created by another request meanwhile; should it be gone again, the name is free for this one.
                storage.find(command.name()).ifPresentOrElse(holder -> confirm(exchange, holder, asked), again);
            default -> exchange.reply(refused(result));
        }
    }

    private Response created(Request request, CreateCommand command, long tail) {
        return described(201, command.contentType(), command.closed(), tail, deadline(command))
                .header(Headers.LOCATION, location(request));
    }

    /** Of the stream just created, which may be gone again. */
    private long deadline(CreateCommand command) {
        return storage.find(command.name())
                .map(Stream::deadlineMillis)
                .orElseGet(() -> command.lifetime().deadlineMillis(clock.millis()));
    }

    /** What is said when the storage has created nothing. */
    private static Response refused(CreateResult result) {
        return Response.problem(
                switch (result) {
                    case CreateResult.Created c -> throw new IllegalStateException("a stream was created: " + c);
                    case CreateResult.Existing e -> throw new IllegalStateException("a stream is there: " + e);
                    case CreateResult.ConfigMismatch m -> Problem.configMismatch();
                    case CreateResult.SoftDeleted d -> softDeleted();
                    case CreateResult.SourceMissing m -> Problem.notFound();
                    case CreateResult.SourceDeleted d -> sourceDeleted();
                    case CreateResult.ContentTypeMismatch m -> Problem.contentTypeMismatch();
                    case CreateResult.BadForkPoint p -> Problem.badRequest(p.reason());
                    case CreateResult.Overloaded o -> Problem.overloaded();
                    case CreateResult.StorageFull f -> Problem.insufficientStorage(f.reason());
                    case CreateResult.Failed f -> Problem.appendFailed();
                });
    }

    /** The name is taken until the last fork of what held it is gone. */
    private static Problem softDeleted() {
        return Problem.conflict("stream deleted, but still read by forks");
    }

    static Problem sourceDeleted() {
        return Problem.conflict("source stream deleted");
    }

    private static Response described(int status, String contentType, boolean closed, long tail, long deadlineMillis) {
        var response = Response.status(status)
                .header(Headers.CONTENT_TYPE, contentType)
                .header(Headers.STREAM_NEXT_OFFSET, Offset.token(tail));
        if (closed) {
            response.header(StreamReplies.CLOSED);
        }
        return StreamReplies.expiry(response, deadlineMillis);
    }

    /** The URL of the request as the client sees it; only its path where an HTTP/1.0 client names no host. */
    private static String location(Request request) {
        var host = request.host();
        var query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
        return (host.isEmpty() ? "" : "http://" + host) + request.rawPath() + query;
    }
}
