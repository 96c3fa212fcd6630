package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import dev.streamslocal.storage.SurveyResult;

/** One read that does not wait for more data, though it may wait for memory. Confined to the event loop of its exchange. */
final class CatchUpRead {
    /** What is read of a page at first; the rest of a larger one is read while it is sent. */
    private static final long FIRST_BYTES_MAX = PageBodies.WHOLE_BYTES_MAX + 1;

    private final Storage storage;
    private final ReadLimits limits;
    private final Traffic traffic;
    private final Exchange exchange;
    private final Stream stream;
    private final ReadQuery query;
    private final long from;
    private final AnswerRoom room;

    /** @param from not beyond the tail */
    CatchUpRead(
            Storage storage,
            ReadLimits limits,
            Traffic traffic,
            Exchange exchange,
            Stream stream,
            ReadQuery query,
            long from) {
        this.storage = storage;
        this.limits = limits;
        this.traffic = traffic;
        this.exchange = exchange;
        this.stream = stream;
        this.query = query;
        this.from = from;
        this.room = new AnswerRoom(exchange, exchange.memoryOfPages());
    }

    void begin() {
        var request = request(Math.min(limits.bytesMax(), FIRST_BYTES_MAX));
        var inMemory = storage.readNow(request);
        if (inMemory.isPresent()) {
            arrived(inMemory.get());
        } else {
            storage.read(request, new OnLoop<>(exchange, this::arrived));
        }
    }

    /** There is room for the page, which was let go of meanwhile. */
    private void beginAgain() {
        if (exchange.open()) {
            begin();
        } else {
            room.close();
        }
    }

    private void arrived(ReadResult result) {
        try {
            take(result);
        } catch (RuntimeException | Error failure) {
            room.close();
            throw failure;
        }
    }

    private void take(ReadResult result) {
        if (!(result instanceof Page page)) {
            room.close();
            exchange.reply(StreamReplies.unread(result));
        } else if (room.admits(PageBodies.bytes(page, query.format()), this::beginAgain)) {
            answer(page);
        }
    }

    private void answer(Page page) {
        if (page.payloadBytes() >= FIRST_BYTES_MAX && page.payloadBytes() < limits.bytesMax()) {
            // Only the beginning was read: finds out where the page ends.
            storage.survey(request(limits.bytesMax()), new OnLoop<>(exchange, whole -> answerLarge(page, whole)));
            return;
        }
        var head = head(page.next(), page.tail(), page.closed());
        if (head.status() == 304) {
            room.close();
            exchange.reply(head);
        } else {
            traffic.read(exchange, page.entries(), page.payloadBytes());
            PageBodies.reply(exchange, head, stream, page, query.format(), room);
        }
    }

    private void answerLarge(Page first, SurveyResult result) {
        switch (result) {
            case SurveyResult.Surveyed whole -> answerLarge(first, whole);
            case SurveyResult.Unread unread -> {
                room.close();
                exchange.reply(StreamReplies.unread(unread.why()));
            }
        }
    }

    private void answerLarge(Page first, SurveyResult.Surveyed whole) {
        var head = head(whole.next(), whole.tail(), whole.closed());
        if (head.status() == 304) {
            room.close();
            exchange.reply(head);
            return;
        }
        head.header(Headers.CONTENT_TYPE, query.format().contentType(stream));
        traffic.read(exchange, whole.entries(), whole.payloadBytes());
        var length = PageSegments.length(whole.payloadBytes(), whole.entries(), query.format());
        var page = new LargePage(storage, exchange, stream, query, whole.entries());
        PageBodies.stream(exchange, exchange.stream(head, length), page.part(first), page, room);
    }

    private Response head(long next, long tail, boolean closed) {
        return CatchUpReads.head(exchange, stream, query, from, next, tail, closed);
    }

    private PageRequest request(long bytesMax) {
        return new PageRequest(stream, from, query.key(), bytesMax, limits.entriesMax());
    }
}
