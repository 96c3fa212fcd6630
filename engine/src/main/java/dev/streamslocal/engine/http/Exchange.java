package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.Executor;

/** One request and its answer. Answered once, from any thread; everything else of a connection stays on its event loop. */
public final class Exchange {

    private final Request request;

    Exchange(Request request) {
        this.request = request;
    }

    public Request request() {
        return request;
    }

    /** Names this request in logs and in {@code X-Request-Id}; made when first asked for. */
    public String requestId() {
        throw new UnsupportedOperationException();
    }

    /** Answers. The first answer counts; later ones are dropped and their bodies released. Any thread. */
    public void reply(Response response) {
        throw new UnsupportedOperationException();
    }

    /** Answers what went wrong: a ProtocolException with its problem, anything else with 500 after one line in the log. Any thread. */
    public void fail(Throwable cause) {
        throw new UnsupportedOperationException();
    }

    /** Whether there is still someone to answer: not answered yet, and the client is there. Any thread. */
    public boolean open() {
        throw new UnsupportedOperationException();
    }

    /**
     * Answers with a head now and a body piece by piece. On the event loop only.
     *
     * <p>The time limit of the exchange ends here; from now on only a stalled socket cuts it. If the exchange is no longer open, the
     * writer is closed from the start.
     *
     * @param head status and headers, without a body
     * @param length bytes of the body; negative when unknown (chunked, or until the connection closes for HTTP/1.0)
     */
    public BodyWriter stream(Response head, long length) {
        throw new UnsupportedOperationException();
    }

    /** Replaces the time limit (5 s, then 408 {@code request_timeout}); counted from now. Any thread. */
    public void limit(long millis, Response onTimeout) {
        throw new UnsupportedOperationException();
    }

    /** Lifts the time limit and marks this as a live read: it ends when the client closes its side or the server closes. Any thread. */
    public void unlimited() {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs an action on the event loop if the client leaves, the time limit fires or the server ends live reads, before the answer is
     * complete (replied, or the last frame written). At once if that has happened already. Any thread.
     */
    public void onGone(Runnable action) {
        throw new UnsupportedOperationException();
    }

    /** The event loop of the connection. */
    public Executor loop() {
        throw new UnsupportedOperationException();
    }

    /** Runs an action once on the event loop after a time, whatever becomes of the exchange, unless cancelled. */
    public Timer schedule(long millis, Runnable action) {
        throw new UnsupportedOperationException();
    }

    /** Where buffers for bodies come from. */
    public ByteBufAllocator allocator() {
        throw new UnsupportedOperationException();
    }
}
