package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Timer;
import dev.streamslocal.protocol.Cursors;
import dev.streamslocal.storage.Head;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * Follows one stream for one SSE connection (contract 10 §8). Confined to the event loop of its exchange.
 *
 * <p>At most one frame is under way: the next page is read when the socket has taken the last one, so that a slow client falls back
 * to reading what is stored.
 */
final class SseReader {

    private enum State {
        /** May take a step. */
        READY,
        READING,
        SENDING,
        /** At the tail, with nothing to say. */
        WAITING,
        ENDED
    }

    private final LiveContext context;
    private final Exchange exchange;
    private final Stream stream;
    private final ReadQuery query;
    private final ReadLimits limits;
    private final SharedFrames sharedFrames;
    private final SharedFrames.Frames frames;
    private final SseEncoder encoder;
    private final SseBody body;
    private final AnswerRoom room;
    private final String cursor;
    private final Watch watch;
    private final LiveLease lease;
    private final Runnable whenDrained;
    private final Runnable whenRoom = this::readAgain;
    private Timer idle = LiveContext.NO_TIMER;
    private Timer life = LiveContext.NO_TIMER;

    private long from;
    private State state = State.READY;
    private boolean stepping;
    private boolean controlDue = true;
    private boolean over;
    private long sentMillis;

    /** @param from not beyond the tail */
    SseReader(
            LiveContext context,
            SharedFrames sharedFrames,
            Exchange exchange,
            Stream stream,
            ReadQuery query,
            long from) {
        this.context = context;
        this.exchange = exchange;
        this.stream = stream;
        this.query = query;
        this.limits = context.limits().inOnePiece();
        this.sharedFrames = sharedFrames;
        this.frames = sharedFrames.join(stream.id());
        this.encoder = new SseEncoder(stream, query.format());
        this.body = new SseBody(exchange, from, stream.head().tail(), encoder.base64());
        this.room = new AnswerRoom(exchange, exchange.memoryOfEvents());
        this.cursor = stream.head().closed() ? "" : Cursors.next(context.clock().millis(), query.cursor());
        this.watch = context.watches().watch(stream.id(), exchange.loop(), new Guarded(exchange, this::woken));
        this.lease = new LiveLease(context, exchange, stream, this::woken);
        this.whenDrained = new Guarded(exchange, this::drained);
        this.from = from;
    }

    void start() {
        exchange.unlimited();
        watch.open();
        lease.start();
        scheduleIdle(idleMillis());
        life = exchange.schedule(context.waits().sseLifeMillis(), this::lifeOver);
        exchange.onGone(this::close);
        advance();
    }

    private void woken() {
        lease.used();
        resume(State.WAITING);
    }

    private void drained() {
        resume(State.SENDING);
    }

    private void resume(State expected) {
        if (state == expected) {
            state = State.READY;
            advance();
        }
    }

    /** Takes steps until one has to wait; a step may end at once, and then comes back here. */
    private void advance() {
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (state == State.READY) {
                step();
            }
        } finally {
            stepping = false;
        }
    }

    private void step() {
        if (over || context.gone(stream).isPresent()) {
            end();
            return;
        }
        var head = stream.head();
        if (from < head.tail()) {
            readPage();
        } else if (controlDue || head.closed()) {
            sendControl(head);
        } else {
            state = State.WAITING;
        }
    }

    private void readPage() {
        var frame = shares() ? frames.find(from) : Optional.<SharedFrames.Frame>empty();
        if (frame.isPresent()) {
            // Taken after the frame, so that its entries lie below this tail.
            var head = stream.head();
            var upToDate = frame.get().next() == head.tail();
            send(frame.get().data(), frame.get().next(), upToDate, upToDate && head.closed());
            return;
        }
        state = State.READING;
        read();
    }

    private void read() {
        var request = new PageRequest(stream, from, query.key(), limits.bytesMax(), limits.entriesMax());
        var inMemory = context.storage().readNow(request);
        if (inMemory.isPresent()) {
            arrived(inMemory.get());
        } else {
            context.storage().read(request, new OnLoop<>(exchange, this::arrived));
        }
    }

    /** There is room for the page, which was let go of meanwhile. */
    private void readAgain() {
        if (state == State.READING) {
            read();
        } else {
            room.close();
        }
    }

    private void arrived(ReadResult result) {
        if (state != State.READING) {
            return;
        }
        if (!(result instanceof Page page)) {
            close();
            body.fail(StreamReplies.unread(result));
        } else if (room.admits(encoder.bytes(page), whenRoom)) {
            send(data(page), page.next(), page.upToDate(), page.closed());
        }
        advance();
    }

    private ByteBuf data(Page page) {
        if (page.entries() == 0) {
            room.close();
            return Unpooled.EMPTY_BUFFER;
        }
        var mayShare = shares();
        var data = room.passTo(encoder.encode(page, exchange.allocator()));
        if (mayShare && shares()) {
            frames.offer(page.from(), page.next(), data);
        }
        return data;
    }

    /** Whether another reader at this place gets the same bytes. */
    private boolean shares() {
        return !query.key().present() && query.format() == ReadFormat.standard(stream.json()) && !encoder.keepsBytes();
    }

    private void sendControl(Head head) {
        var last = head.closed() && encoder.keepsBytes();
        var data = last ? encoder.encodeKept(exchange.allocator()) : Unpooled.EMPTY_BUFFER;
        send(data, head.tail(), true, head.closed());
    }

    private void send(ByteBuf data, long next, boolean upToDate, boolean closed) {
        state = State.SENDING;
        from = next;
        controlDue = false;
        sentMillis = context.clock().millis();
        body.write(data, frames.control(next, upToDate, closed, cursor), whenDrained);
        if (closed) {
            end();
        }
    }

    private long idleMillis() {
        return context.waits().sseIdleMillis(query.timeoutMillis());
    }

    private void scheduleIdle(long millis) {
        idle = exchange.schedule(millis, this::idleOver);
    }

    private void idleOver() {
        var rest = idleMillis() - (context.clock().millis() - sentMillis);
        if (rest > 0) {
            scheduleIdle(rest);
            return;
        }
        lease.used();
        controlDue = true;
        scheduleIdle(idleMillis());
        resume(State.WAITING);
    }

    private void lifeOver() {
        over = true;
        resume(State.WAITING);
    }

    private void end() {
        close();
        body.end();
    }

    private void close() {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        room.close();
        watch.close();
        lease.close();
        idle.cancel();
        life.cancel();
        sharedFrames.leave(frames);
    }
}
