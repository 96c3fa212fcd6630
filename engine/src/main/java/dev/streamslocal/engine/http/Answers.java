package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that wait for their answers, and the order in which these go out. Confined to its event loop.
 *
 * <p>Answers that are ready wait for the earlier ones, and for a socket that takes them.
 */
final class Answers {

    /** Up to this size a body buffer is copied behind its head. */
    private static final int COPIED_BYTES_MAX = 8 << 10;

    /** Hears what the connection has to act on. */
    interface Listener {

        /** An answer has left the queue. */
        void answered();

        /** A request has turned out to be a live read. */
        void live();

        /** The last answer of the connection is written. */
        void finished(boolean lingers);
    }

    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>(4);
    private final Channel channel;
    private final ServerScope scope;
    private final Outbound out;
    private final Deadlines deadlines;
    private final Listener listener;

    private boolean advancing;
    private boolean finished;
    private boolean closed;

    Answers(Channel channel, ServerScope scope, Outbound out, Deadlines deadlines, Listener listener) {
        this.channel = channel;
        this.scope = scope;
        this.out = out;
        this.deadlines = deadlines;
        this.listener = listener;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    ServerScope scope() {
        return scope;
    }

    Outbound out() {
        return out;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    HttpLimits limits() {
        return scope.options().limits();
    }

    int size() {
        return waiting.size();
    }

    boolean closed() {
        return closed;
    }

    boolean finished() {
        return finished;
    }

    void add(Exchange exchange) {
        waiting.add(exchange);
    }

    /** Sends what is ready and in turn. */
    void advance() {
        // A write may turn the channel unwritable, which calls back here.
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (!finished && !closed && out.writable() && sent(waiting.peek())) {
                leaveQueue(waiting.remove());
            }
        } finally {
            advancing = false;
        }
    }

    private boolean sent(@Nullable Exchange exchange) {
        if (exchange == null) {
            return false;
        }
        if (exchange.delivered()) {
            send(exchange, exchange.takeResponse());
            return true;
        }
        exchange.body().begin();
        return exchange.body() != StreamedBody.CLOSED && exchange.body().over();
    }

    private void leaveQueue(Exchange exchange) {
        exchange.request().letGo();
        exchange.tell(scope.options().observer());
        if (closesAfter(exchange)) {
            finished = true;
            // While the server closes, the next request may be on its way: it must not turn this answer into a reset.
            listener.finished(exchange.lingers() || scope.closing());
        } else {
            listener.answered();
        }
    }

    private boolean closesAfter(Exchange exchange) {
        return !exchange.keepAlive() || exchange.body().untilClose() || (scope.closing() && waiting.isEmpty());
    }

    private void send(Exchange exchange, Response response) {
        int length = response.bodyLength();
        boolean headOnly = exchange.request().method() == Method.HEAD;
        boolean bodyFollows = !headOnly && AnswerBytes.mayHaveBody(response.status());
        boolean separate = response.buffer().readableBytes() > COPIED_BYTES_MAX;
        long named = headOnly && length == 0 ? AnswerBytes.UNNAMED : length;
        ByteBuf head = head(exchange, response, named, bodyFollows && !separate ? length : 0);
        if (bodyFollows && !separate) {
            head.writeBytes(response.bytes());
            head.writeBytes(response.buffer());
        }
        exchange.sent(response.status(), bodyFollows ? length : 0);
        out.write(head);
        if (bodyFollows && separate) {
            out.write(response.takeBuffer());
        }
        response.release();
    }

    void sendHead(Exchange exchange, Response head, long length) {
        exchange.sent(head.status(), 0);
        out.write(head(exchange, head, length, 0));
        head.release();
    }

    private ByteBuf head(Exchange exchange, Response response, long length, int room) {
        if (!exchange.origin().isEmpty()) {
            CrossOrigin.allow(response, exchange.origin());
        }
        byte[] date = scope.date().line();
        return AnswerBytes.head(allocator(), response, date, persistence(exchange, length), length, room);
    }

    private AnswerBytes.Persistence persistence(Exchange exchange, long length) {
        boolean last =
                !exchange.keepAlive() || length == AnswerBytes.UNTIL_CLOSE || (scope.closing() && waiting.size() <= 1);
        if (last) {
            return AnswerBytes.Persistence.CLOSED;
        }
        return exchange.request().http10() ? AnswerBytes.Persistence.KEPT : AnswerBytes.Persistence.IMPLIED;
    }

    /** Answers what is overdue; returns the next deadline. */
    long expire(long now) {
        long next = Deadlines.NEVER;
        for (Exchange exchange : waiting.toArray(Exchange[]::new)) {
            next = Math.min(next, exchange.expire(now));
        }
        return next;
    }

    /** One of the requests has become a live read. */
    void live() {
        listener.live();
    }

    boolean anyLive() {
        for (Exchange exchange : waiting) {
            if (exchange.live()) {
                return true;
            }
        }
        return false;
    }

    void endLive() {
        for (Exchange exchange : waiting.toArray(Exchange[]::new)) {
            exchange.endLive();
        }
    }

    /** Cuts the connection: an answer cannot be completed. */
    void cut() {
        channel.close();
    }

    /** The client is gone, or nothing more is to be answered. */
    void close() {
        closed = true;
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            exchange.lost();
        }
    }
}
