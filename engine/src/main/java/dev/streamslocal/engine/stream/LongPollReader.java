package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.engine.http.Timer;
import dev.streamslocal.protocol.Cursors;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Stream;

/**
 * Answers one long-poll with the first page that holds an entry, or with 204 when the stream or the time ends (contract 10 §7).
 * Confined to the event loop of its exchange.
 *
 * <p>Each 204 names the tail of the very look that found nothing, so that a client that goes on from there misses nothing.
 */
final class LongPollReader {
    private final LiveContext context;
    private final Traffic traffic;
    private final Exchange exchange;
    private final Stream stream;
    private final ReadQuery query;
    private final Watch watch;
    private final LiveLease lease;
    private final AnswerRoom room;
    private Timer deadline = LiveContext.NO_TIMER;

    /** Unsigned: may lie beyond the tail. */
    private long from;

    private boolean reading;
    private boolean wokenMeanwhile;
    private boolean late;
    private boolean done;

    LongPollReader(LiveContext context, Traffic traffic, Exchange exchange, Stream stream, ReadQuery query, long from) {
        this.context = context;
        this.traffic = traffic;
        this.exchange = exchange;
        this.stream = stream;
        this.query = query;
        this.from = from;
        this.room = new AnswerRoom(exchange, exchange.memoryOfPages());
        this.watch = context.watches().watch(stream.id(), exchange.loop(), new Guarded(exchange, this::woken));
        this.lease = new LiveLease(context, exchange, stream, this::look);
    }

    void start() {
        exchange.unlimited();
        exchange.onGone(this::close);
        late = context.waits().longPollMillis(query.timeoutMillis()) == 0;
        look();
    }

    private void woken() {
        lease.used();
        look();
    }

    private void look() {
        if (done) {
            return;
        }
        if (reading) {
            wokenMeanwhile = true;
            return;
        }
        var gone = context.gone(stream);
        if (gone.isPresent()) {
            finish(Response.problem(gone.get()));
        } else {
            lookAt();
        }
    }

    private void lookAt() {
        var head = stream.head();
        if (Long.compareUnsigned(from, head.tail()) >= 0) {
            foundNothing(head.tail(), head.closed());
        } else {
            read();
        }
    }

    private void read() {
        reading = true;
        var limits = context.limits().inOnePiece();
        var request = new PageRequest(stream, from, query.key(), limits.bytesMax(), limits.entriesMax());
        var inMemory = context.storage().readNow(request);
        if (inMemory.isPresent()) {
            arrived(inMemory.get());
        } else {
            context.storage().read(request, new OnLoop<>(exchange, this::arrived));
        }
    }

    private void arrived(ReadResult result) {
        reading = false;
        if (done) {
            room.close();
            return;
        }
        if (!(result instanceof Page page)) {
            finish(StreamReplies.unread(result));
        } else if (page.entries() > 0) {
            reading = !room.admits(PageBodies.bytes(page, query.format()), this::readAgain);
            if (!reading) {
                finish(page);
            }
        } else {
            // The key matches nothing up to here.
            from = page.next();
            if (page.upToDate()) {
                foundNothing(page.tail(), page.closed());
            } else {
                exchange.loop().execute(new Guarded(exchange, this::look));
            }
        }
    }

    /** There is room for the page, which was let go of meanwhile. */
    private void readAgain() {
        reading = false;
        if (done) {
            room.close();
        } else {
            look();
        }
    }

    private void foundNothing(long tail, boolean closed) {
        if (closed) {
            finish(empty(tail).header(StreamReplies.CLOSED));
        } else if (wokenMeanwhile) {
            wokenMeanwhile = false;
            look();
        } else if (late) {
            finish(empty(tail).header(Headers.STREAM_CURSOR, cursor()));
        } else if (!watch.isOpen()) {
            startWaiting();
        }
    }

    private void startWaiting() {
        watch.open();
        lease.start();
        deadline = exchange.schedule(context.waits().longPollMillis(query.timeoutMillis()), this::timeUp);
        // What was committed before the watch was open wakes nobody.
        look();
    }

    private void timeUp() {
        late = true;
        look();
    }

    private Response empty(long tail) {
        var response =
                StreamReplies.position(Response.status(204), tail, tail, false).header(StreamReplies.NO_STORE);
        return StreamReplies.expiry(response, stream.deadlineMillis());
    }

    private void finish(Page page) {
        close();
        try {
            answer(page);
        } catch (RuntimeException | Error failure) {
            room.close();
            throw failure;
        }
    }

    private void answer(Page page) {
        traffic.waited(page);
        var head = StreamReplies.position(Response.status(200), page.next(), page.tail(), page.closed())
                .header(StreamReplies.NO_STORE)
                .header(StreamReplies.CROSS_ORIGIN)
                .header(Headers.STREAM_CURSOR, cursor());
        PageBodies.reply(
                exchange, StreamReplies.expiry(head, stream.deadlineMillis()), stream, page, query.format(), room);
    }

    private void finish(Response response) {
        close();
        room.close();
        exchange.reply(response);
    }

    private void close() {
        done = true;
        watch.close();
        lease.close();
        deadline.cancel();
    }

    private String cursor() {
        return Cursors.next(context.clock().millis(), query.cursor());
    }
}
