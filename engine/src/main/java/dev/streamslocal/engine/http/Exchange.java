package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Problem;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. Answered once, from any thread; everything else of a connection stays on its event loop. */
public final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final Runnable NOTHING = () -> {};
    /** Stand for an answer that is not there; never sent. */
    private static final Response NONE = Response.status(500);

    private static final Problem LATE = Problem.requestTimeout();
    private static final long UNSET = -1;

    private enum State {
        WAITING,
        ANSWERED,
        STREAMING,
        LEFT
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Request request;
    private final Answers answers;
    private final boolean keepAlive;
    private final String origin;
    private final boolean lingers;
    private final long beganNanos = System.nanoTime();
    private String requestId = "";

    // Everything below belongs to the event loop.
    private Response response = NONE;
    private Response onTimeout = NONE;
    private Problem late = LATE;
    private StreamedBody body = StreamedBody.CLOSED;
    private Runnable onGone = NOTHING;
    private long deadline = UNSET;
    private boolean live;
    private boolean gone;
    private int sentStatus;
    private long sentBytes;

    /**
     * A request that waits for its answer.
     *
     * @param keepAlive whether the connection may go on afterwards
     * @param origin the allowed origin that asked; "" for none
     * @param lingers whether input of the client may still be under way when the answer has gone out
     */
    Exchange(Request request, Answers answers, boolean keepAlive, String origin, boolean lingers) {
        this.request = request;
        this.lingers = lingers;
        this.answers = answers;
        this.keepAlive = keepAlive;
        this.origin = origin;
    }

    /** An answer to something that never became a request, after which the connection ends. */
    static Exchange refused(Request request, Answers answers, Response response) {
        var exchange = new Exchange(request, answers, false, "", true);
        exchange.state.set(State.ANSWERED);
        exchange.response = response;
        return exchange;
    }

    public Request request() {
        return request;
    }

    /** Names this request in logs and in {@code X-Request-Id}; made when first asked for. */
    public synchronized String requestId() {
        if (requestId.isEmpty()) {
            requestId = String.format("%016x", ThreadLocalRandom.current().nextLong());
        }
        return requestId;
    }

    /** Nanoseconds since the request was whole. Any thread. */
    public long ageNanos() {
        return System.nanoTime() - beganNanos;
    }

    /** Answers. The first answer counts; later ones are dropped and their bodies released. Any thread. */
    public void reply(Response answer) {
        if (!state.compareAndSet(State.WAITING, State.ANSWERED)) {
            answer.release();
            return;
        }
        if (answers.loop().inEventLoop()) {
            deliver(answer);
            return;
        }
        try {
            answers.loop().execute(() -> deliver(answer));
        } catch (RejectedExecutionException closed) {
            answer.release();
        }
    }

    /** Answers what went wrong: a ProtocolException with its problem, anything else with 500 after one line in the log. Any thread. */
    public void fail(Throwable cause) {
        Response answer = Failures.answer(this, cause);
        switch (state.get()) {
            case WAITING -> onLoop(this::cleanUp);
            case STREAMING -> onLoop(() -> body.cut());
            case ANSWERED, LEFT -> {}
        }
        reply(answer);
    }

    /** Whether there is still someone to answer: not answered yet, and the client is there. Any thread. */
    public boolean open() {
        return state.get() == State.WAITING;
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
        if (!answers.loop().inEventLoop()) {
            throw new IllegalStateException("stream() belongs on the event loop of the connection");
        }
        if (!state.compareAndSet(State.WAITING, State.STREAMING)) {
            head.release();
            return StreamedBody.CLOSED;
        }
        forgetLimit();
        body = new StreamedBody(this, answers, head, length);
        answers.advance();
        return body;
    }

    /**
     * Replaces the time limit (5 s, then 408 {@code request_timeout}); counted from now. A longer one marks this as a live read, like
     * {@link #unlimited()}. Any thread.
     */
    public void limit(long millis, Response answer) {
        onLoop(() -> {
            forgetLimit();
            if (!open()) {
                answer.release();
                return;
            }
            onTimeout = answer;
            if (millis > answers.limits().requestMillis()) {
                becomeLive();
            }
            deadline = answers.deadlines().in(millis);
            answers.deadlines().arm(deadline);
        });
    }

    /** The same with a problem, which is made into an answer only if the limit fires. */
    public void limit(long millis, Problem problem) {
        onLoop(() -> {
            limit(millis, NONE);
            late = problem;
        });
    }

    /** Lifts the time limit and marks this as a live read: it ends when the client closes its side or the server closes. Any thread. */
    public void unlimited() {
        onLoop(() -> {
            forgetLimit();
            becomeLive();
        });
    }

    private void becomeLive() {
        live = true;
        answers.live();
    }

    /**
     * Runs an action on the event loop if the client leaves, the time limit fires, the exchange fails or the server ends live reads, before
     * the answer is complete (replied, or the last frame written). At once if the client has left already. Any thread.
     */
    public void onGone(Runnable action) {
        onLoop(() -> {
            if (gone) {
                run(action);
            } else if (open() || body.open()) {
                Runnable before = onGone;
                onGone = before == NOTHING
                        ? action
                        : () -> {
                            run(before);
                            run(action);
                        };
            }
        });
    }

    /** The event loop of the connection. */
    public Executor loop() {
        return answers.loop();
    }

    /** Runs an action once on the event loop after a time, whatever becomes of the exchange, unless cancelled. */
    public Timer schedule(long millis, Runnable action) {
        try {
            Future<?> timer = answers.loop().schedule(() -> run(action), millis, TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    /** Where buffers for bodies come from. */
    public ByteBufAllocator allocator() {
        return answers.allocator();
    }

    /** Bounds the bodies of all answers that are complete when they are made. */
    public AnswerMemory memoryOfPages() {
        return answers.scope().pages();
    }

    /** Bounds the events of all live connections. */
    public AnswerMemory memoryOfEvents() {
        return answers.scope().events();
    }

    // What follows is for the connection, on its event loop.

    boolean keepAlive() {
        return keepAlive;
    }

    String origin() {
        return origin;
    }

    boolean live() {
        return live;
    }

    /** Whether input of the client may still be under way when the answer has gone out. */
    boolean lingers() {
        return lingers;
    }

    boolean delivered() {
        return response != NONE;
    }

    /** The answer; whoever takes it sends or releases it. */
    Response takeResponse() {
        Response taken = response;
        response = NONE;
        return taken;
    }

    StreamedBody body() {
        return body;
    }

    /** Notes what of the answer has gone to the socket. */
    void sent(int status, long bodyBytes) {
        sentStatus = status;
        sentBytes += bodyBytes;
    }

    /** Tells what has become of the request. */
    void tell(HttpObserver observer) {
        observer.answered(this, sentStatus, sentBytes);
    }

    /** The dispatcher has returned: without an answer and without a limit of its own, the ordinary limit begins. */
    void dispatched() {
        if (deadline == UNSET && !live && open()) {
            deadline = answers.deadlines().in(answers.limits().requestMillis());
            answers.deadlines().arm(deadline);
        }
    }

    /** Answers for an endpoint that took too long. Returns the deadline that is left. */
    long expire(long now) {
        if (deadline == UNSET || !open()) {
            return Deadlines.NEVER;
        }
        if (deadline > now) {
            return deadline;
        }
        Response answer = onTimeout == NONE ? Response.problem(late) : onTimeout;
        onTimeout = NONE;
        abandon(answer);
        return Deadlines.NEVER;
    }

    /** The server closes: a live read ends now. */
    void endLive() {
        if (!live) {
            return;
        }
        abandon(Response.problem(Problem.shuttingDown()));
        if (body.open()) {
            leave();
            body.end();
        }
    }

    private void abandon(Response answer) {
        if (state.compareAndSet(State.WAITING, State.ANSWERED)) {
            leave();
            deliver(answer);
        } else {
            answer.release();
        }
    }

    /** The client is gone. */
    void lost() {
        boolean waiting = state.compareAndSet(State.WAITING, State.LEFT);
        if (waiting || body.open()) {
            leave();
        }
        body.drop();
        takeResponse().release();
        forgetLimit();
        request.letGo();
        tell(answers.scope().options().observer());
    }

    /** The last byte of the body is written. */
    void completed() {
        onGone = NOTHING;
    }

    private void leave() {
        gone = true;
        cleanUp();
    }

    private void cleanUp() {
        Runnable action = onGone;
        onGone = NOTHING;
        run(action);
    }

    private void deliver(Response answer) {
        forgetLimit();
        onGone = NOTHING;
        if (answers.closed()) {
            answer.release();
            return;
        }
        response = answer;
        answers.advance();
    }

    private void forgetLimit() {
        onTimeout.release();
        onTimeout = NONE;
        late = LATE;
        deadline = UNSET;
    }

    private void onLoop(Runnable task) {
        if (answers.loop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            answers.loop().execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("the server has closed before {} {} was done", request.methodName(), request.rawPath());
        }
    }

    /** Runs what an endpoint left behind; what it throws becomes the answer, as if the dispatcher had thrown it. */
    void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }
}
