package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: requests in, answers out in order, reference counts in its care. Confined to its event loop.
 *
 * <p>It reads as long as the pipeline of unanswered requests has room and the socket takes what is written; what was read beyond that
 * waits in the decoder.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements RequestIntake.Listener, Answers.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /** Bytes of bodies that wait for their turn; above it the socket is not read. */
    private static final long HELD_BYTES_MAX = 256 << 10;

    private final Channel channel;
    private final ServerScope scope;
    private final HttpLimits limits;
    private final StrictRequestDecoder decoder;
    private final AccessCheck access;
    private final Deadlines deadlines;
    private final Outbound out;
    private final Answers answers;
    private final RequestIntake intake;
    private final Turns turns = new Turns();

    /** When the head or the next piece of a body is due. */
    private long inputDue = Deadlines.NEVER;

    private boolean headRuns;
    private long lingerEnd = Deadlines.NEVER;
    private boolean deaf;
    private boolean inputShut;
    private boolean goingOn;

    HttpConnection(Channel channel, ServerScope scope, StrictRequestDecoder decoder) {
        this.channel = channel;
        this.scope = scope;
        this.limits = scope.options().limits();
        this.decoder = decoder;
        this.access = new AccessCheck(scope.options().access());
        this.deadlines = new Deadlines(channel.eventLoop(), this::expire);
        this.out = new Outbound(channel, deadlines, limits.stallMillis());
        this.answers = new Answers(channel, scope, out, deadlines, this);
        this.intake = new RequestIntake(this, access, scope);
        decoder.holdBackWhile(() -> !deaf && !hasRoom());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        scope.opened(this);
        if (scope.closing()) {
            channel.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        scope.closed(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        out.beginBurst();
        try {
            if (!deaf) {
                intake.take(message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        settle();
        out.endBurst();
    }

    /** After anything that changes what may come in: asks for a body held back, steers reading, sets the limit on input. */
    private void settle() {
        if (intake.continueWanted() && answers.size() == 0) {
            intake.continueSent();
            out.write(Unpooled.wrappedBuffer(StatusLine.CONTINUE));
        }
        boolean read = deaf || (!decoder.holding() && hasRoom());
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
        watchInput(read && !deaf);
    }

    private void watchInput(boolean reading) {
        if (reading && intake.midBody()) {
            headRuns = false;
            inputDue = deadlines.in(limits.bodyIdleMillis());
            deadlines.arm(inputDue);
        } else if (reading && decoder.midHead()) {
            if (!headRuns) {
                headRuns = true;
                inputDue = deadlines.in(limits.headMillis());
                deadlines.arm(inputDue);
            }
        } else {
            headRuns = false;
            inputDue = Deadlines.NEVER;
        }
    }

    /** Whether another request may be taken; a body that has begun is always read on, it makes no answer of its own. */
    private boolean hasRoom() {
        return intake.midBody()
                || (answers.size() < limits.pipelineMax()
                        && turns.heldBytes() < HELD_BYTES_MAX
                        && channel.isWritable());
    }

    /** Lets the decoder go on once there is room: in a turn of its own, since it may be at work further up the stack. */
    private void letDecoderGoOn() {
        if (decoder.holding() && !goingOn && hasRoom()) {
            goingOn = true;
            channel.eventLoop().execute(this::goOn);
        }
    }

    private void goOn() {
        goingOn = false;
        if (decoder.holding() && hasRoom()) {
            decoder.goOn(channel.pipeline());
        }
    }

    @Override
    public void received(Request request, boolean keepAlive, BodyIntake.Fate fate, boolean complete) {
        var exchange = new Exchange(request, answers, keepAlive, access.allowedOrigin(request), !complete);
        answers.add(exchange);
        // After the last request of a connection nothing more is listened to.
        deaf |= !keepAlive;
        turns.add(exchange, fate);
        takeTurns();
    }

    private void takeTurns() {
        for (var turn = turns.next(); turn.isPresent(); turn = turns.next()) {
            serve(turn.get().exchange(), turn.get().fate());
        }
    }

    private void serve(Exchange exchange, BodyIntake.Fate fate) {
        Request request = exchange.request();
        Optional<Problem> refusal = access.refusal(request);
        if (scope.closing()) {
            exchange.reply(Response.problem(Problem.shuttingDown()));
        } else if (refusal.isPresent()) {
            exchange.reply(Response.problem(refusal.get()));
        } else if (request.method() == Method.OPTIONS) {
            exchange.reply(CrossOrigin.preflight(request, exchange.origin()));
        } else if (fate == BodyIntake.Fate.OVERLOADED) {
            exchange.reply(Response.problem(Problem.overloaded()));
        } else {
            dispatch(exchange);
        }
    }

    private void dispatch(Exchange exchange) {
        try {
            scope.dispatcher().dispatch(exchange);
        } catch (Exception | Error e) {
            exchange.fail(e);
        }
        exchange.dispatched();
    }

    @Override
    public void refused(Request request, Problem problem) {
        deaf = true;
        answers.add(Exchange.refused(request, answers, Response.problem(problem)));
        answers.advance();
    }

    @Override
    public void brokenOff() {
        deaf = true;
        closeWhenAnswered();
    }

    @Override
    public void answered() {
        turns.done();
        takeTurns();
        letDecoderGoOn();
        if (scope.closing() || inputShut) {
            closeWhenAnswered();
        }
        settle();
    }

    /** A client that has closed its side before gets what is ready at once, and waits for nothing. */
    @Override
    public void live() {
        if (inputShut) {
            channel.eventLoop().execute(() -> {
                if (answers.anyLive()) {
                    channel.close();
                }
            });
        }
    }

    @Override
    public void finished(boolean lingers) {
        deaf = true;
        answers.close();
        turns.clear();
        if (lingers && !inputShut && channel instanceof DuplexChannel duplex) {
            // A socket closed with unread input resets the connection, and the client may lose the answer.
            out.shutDownWhenFlushed(duplex);
            lingerEnd = deadlines.in(limits.lingerMillis());
            deadlines.arm(lingerEnd);
        } else {
            out.closeWhenFlushed();
        }
        settle();
    }

    private void closeWhenAnswered() {
        if (answers.size() == 0 && !decoder.holding() && !decoder.finishing() && !intake.midBody()) {
            out.closeWhenFlushed();
        }
    }

    private long expire(long now) {
        if (lingerEnd <= now) {
            channel.close();
            return Deadlines.NEVER;
        }
        if (inputDue <= now) {
            inputDue = Deadlines.NEVER;
            Problem late = Problem.requestTimeout();
            intake.drop();
            refused(RequestIntake.NOTHING, late);
        }
        long next = Math.min(answers.expire(now), out.expire(now));
        return Math.min(next, Math.min(inputDue, lingerEnd));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            answers.advance();
            letDecoderGoOn();
        }
        settle();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputShut = true;
            intake.drop();
            if (lingerEnd != Deadlines.NEVER || answers.anyLive()) {
                channel.close();
            } else {
                closeWhenAnswered();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deaf = true;
        deadlines.disarm();
        intake.drop();
        turns.clear();
        answers.close();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection {} broke", channel, cause);
        } else {
            LOG.error("connection {} failed and is closed", channel, cause);
        }
        channel.close();
    }

    /** The server closes: live reads end, and the connection when nothing is under way on it. Any thread. */
    void beginClosing() {
        channel.eventLoop().execute(() -> {
            answers.endLive();
            if (!decoder.midHead()) {
                closeWhenAnswered();
            }
        });
    }

    /** Closes if the client has taken nothing of what waits for it at so many looks in a row, this one included. Any thread. */
    void relieve(int looksMax) {
        channel.eventLoop().execute(() -> out.relieve(looksMax));
    }

    /** Runs a task on the loop of this connection later, unless that loop has ended. Any thread. */
    boolean schedule(Runnable task, long millis) {
        try {
            channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    /** Ends the connection whatever is under way. Any thread. */
    void cut() {
        channel.close();
    }
}
