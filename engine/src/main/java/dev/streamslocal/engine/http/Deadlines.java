package dev.streamslocal.engine.http;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * The one timer of a connection. Confined to its event loop.
 *
 * <p>A deadline that moves back leaves the timer where it is: it fires, finds nothing due and is set anew. So a request that is
 * answered in time costs no timer at all.
 */
final class Deadlines {

    static final long NEVER = Long.MAX_VALUE;

    private static final Future<?> NOT_ARMED = CompletableFuture.completedFuture("");

    private final EventExecutor loop;
    private final LongUnaryOperator expire;
    private final long origin;
    private Future<?> timer = NOT_ARMED;
    private long armedAt = NEVER;

    /** @param expire given the time, handles what is due and returns the next deadline or {@link #NEVER} */
    Deadlines(EventExecutor loop, LongUnaryOperator expire) {
        this.loop = loop;
        this.expire = expire;
        this.origin = loop.ticker().nanoTime();
    }

    /** Nanoseconds since the connection began. */
    long now() {
        return loop.ticker().nanoTime() - origin;
    }

    long in(long millis) {
        return now() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Makes sure that the timer fires no later than this. */
    void arm(long deadline) {
        if (deadline >= armedAt) {
            return;
        }
        timer.cancel(false);
        armedAt = deadline;
        timer = loop.schedule(this::fire, Math.max(0, deadline - now()), TimeUnit.NANOSECONDS);
    }

    private void fire() {
        armedAt = NEVER;
        arm(expire.applyAsLong(now()));
    }

    void disarm() {
        timer.cancel(false);
        timer = NOT_ARMED;
        armedAt = NEVER;
    }
}
