package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.HeaderLine;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.AppendResult.AlreadyClosed;
import dev.streamslocal.protocol.AppendResult.Appended;
import dev.streamslocal.protocol.AppendResult.BadProducerSequence;
import dev.streamslocal.protocol.AppendResult.ClosedByThis;
import dev.streamslocal.protocol.AppendResult.ContentTypeMismatch;
import dev.streamslocal.protocol.AppendResult.Duplicate;
import dev.streamslocal.protocol.AppendResult.ProducerGap;
import dev.streamslocal.protocol.AppendResult.SequenceMismatch;
import dev.streamslocal.protocol.AppendResult.StaleEpoch;
import dev.streamslocal.protocol.AppendResult.StreamClosed;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Stream;

/** Makes HTTP answers of what the storage has said; the one place that knows their headers (contract 10 §5.3, §5.4, §6.3). */
final class StreamReplies {
    static final HeaderLine NO_STORE = HeaderLine.of(Headers.CACHE_CONTROL, "no-store");
    static final HeaderLine NO_CACHE = HeaderLine.of(Headers.CACHE_CONTROL, "no-cache");
    static final HeaderLine CLOSED = HeaderLine.of(Headers.STREAM_CLOSED, "true");
    static final HeaderLine CROSS_ORIGIN = HeaderLine.of(Headers.CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin");

    private static final HeaderLine UP_TO_DATE = HeaderLine.of(Headers.STREAM_UP_TO_DATE, "true");

    private static final byte[] APPEND_TIMEOUT = Problem.appendTimeout().json();

    private StreamReplies() {}

    /** For a write that is not durable in time; made for each of them, and seldom sent. */
    static Response appendTimeout() {
        return Response.json(408, APPEND_TIMEOUT);
    }

    static Response append(AppendCommand command, AppendResult result) {
        return switch (result) {
            case Appended a -> appended(command, a);
            case Duplicate d -> producer(at(204, d.tail()), d.epoch(), d.seq());
            case AlreadyClosed c -> at(204, c.tail()).header(CLOSED);
            case ClosedByThis c -> producer(at(204, c.tail()).header(CLOSED), c.epoch(), c.seq());
            case AppendResult.StreamMissing m -> Response.problem(Problem.notFound());
            case AppendResult.SoftDeleted d -> Response.problem(Problem.gone());
            case AppendResult.StreamExpired e -> Response.problem(Problem.expired());
            case StreamClosed c -> at(409, c.tail()).header(CLOSED);
            case ContentTypeMismatch m -> Response.problem(Problem.contentTypeMismatch());
            case StaleEpoch s -> Response.status(403).header(Headers.PRODUCER_EPOCH, Long.toString(s.known()));
            case BadProducerSequence b -> Response.problem(Problem.badRequest("invalid producer sequence"));
            case ProducerGap g ->
                Response.status(409)
                        .header(Headers.PRODUCER_EXPECTED_SEQ, Long.toString(g.expected()))
                        .header(Headers.PRODUCER_RECEIVED_SEQ, Long.toString(g.received()));
            case SequenceMismatch m ->
                Response.problem(Problem.sequenceMismatch())
                        .header(Headers.STREAM_EXPECTED_SEQ, m.last())
                        .header(Headers.STREAM_RECEIVED_SEQ, m.received());
            case AppendResult.Overloaded o -> Response.problem(Problem.overloaded());
            case AppendResult.StorageFull f -> Response.problem(Problem.insufficientStorage(f.reason()));
            case AppendResult.Failed f ->
                Response.problem(command.closeOnly() ? Problem.closeFailed() : Problem.appendFailed());
        };
    }

    static Response delete(DeleteResult result) {
        return switch (result) {
            case DeleteResult.Deleted d -> Response.status(204);
            case DeleteResult.StreamMissing m -> Response.problem(Problem.notFound());
            case DeleteResult.SoftDeleted d -> Response.problem(Problem.gone());
            case DeleteResult.Overloaded o -> Response.problem(Problem.overloaded());
            case DeleteResult.StorageFull f -> Response.problem(Problem.insufficientStorage(f.reason()));
            case DeleteResult.Failed f -> Response.problem(Problem.internal());
        };
    }

    /** What is said instead of a page. */
    static Response unread(ReadResult result) {
        return switch (result) {
            case Page p -> throw new IllegalStateException("a page is no failure: " + p.next());
            case ReadResult.StreamMissing m -> Response.problem(Problem.notFound());
            case ReadResult.SoftDeleted d -> Response.problem(Problem.gone());
            case ReadResult.Damaged d -> Response.problem(Problem.damaged(d.stream(), d.position()));
            case ReadResult.Overloaded o -> Response.problem(Problem.overloaded());
            case ReadResult.Failed f -> Response.problem(Problem.internal());
        };
    }

    /** Where an answer that carries data, or stands for it, has come to. */
    static Response position(Response response, long next, long tail, boolean closed) {
        response.header(Headers.STREAM_NEXT_OFFSET, Offset.token(next))
                .header(Headers.STREAM_END_OFFSET, Offset.token(tail));
        if (next == tail) {
            response.header(UP_TO_DATE);
        }
        return closed ? response.header(CLOSED) : response;
    }

    /** Adds the deadline, if the stream has one. */
    static Response expiry(Response response, long deadlineMillis) {
        return deadlineMillis == Stream.NEVER
                ? response
                : response.header(Headers.STREAM_EXPIRES_AT, Timestamps.iso(deadlineMillis));
    }

    private static Response appended(AppendCommand command, Appended result) {
        var stamped = command.producer() instanceof ProducerStamp.Stamped;
        var response = at(stamped && !command.closeOnly() ? 200 : 204, result.next());
        if (result.closed()) {
            response.header(CLOSED);
        }
        return switch (command.producer()) {
            case ProducerStamp.Unstamped u -> response;
            case ProducerStamp.Stamped s -> producer(response, s.epoch(), s.seq());
        };
    }

    private static Response at(int status, long next) {
        return Response.status(status).header(Headers.STREAM_NEXT_OFFSET, Offset.token(next));
    }

    private static Response producer(Response response, long epoch, long seq) {
        return response.header(Headers.PRODUCER_EPOCH, Long.toString(epoch))
                .header(Headers.PRODUCER_SEQ, Long.toString(seq));
    }
}
