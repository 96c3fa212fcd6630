package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory of the answers under way: whoever wants to make one takes its bytes first, or waits until there is room.
 * Usable from any thread.
 *
 * <p>Room is given in the order in which it was asked for. One answer is always let through, however large it is.
 */
public final class AnswerMemory {

    private record Waiter(long bytes, Executor loop, Runnable granted) {}

    private final long bytesMax;
    private final Pressure pressure;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private long held;

    /** Hears that somebody has to wait. */
    interface Pressure {

        /** Called again and again while somebody waits, at least once per waiter. */
        void felt();
    }

    AnswerMemory(long bytesMax, Pressure pressure) {
        this.bytesMax = bytesMax;
        this.pressure = pressure;
    }

    /** Takes room, if there is any and nobody waits for it; whoever gets it gives it back. */
    public synchronized boolean take(long bytes) {
        if (!waiters.isEmpty() || !fits(bytes)) {
            return false;
        }
        held += bytes;
        return true;
    }

    /** Takes room that is needed beyond what was taken, whether it is there or not. */
    public synchronized void exceed(long bytes) {
        held += bytes;
    }

    /** Takes room once there is some, and then runs {@code granted} on that loop. */
    public void await(long bytes, Executor loop, Runnable granted) {
        synchronized (this) {
            waiters.add(new Waiter(bytes, loop, granted));
        }
        pressure.felt();
        give(0);
    }

    public void give(long bytes) {
        Waiter next = giveAndTakeNext(bytes);
        while (next != null) {
            grant(next);
            next = giveAndTakeNext(0);
        }
    }

    private synchronized @Nullable Waiter giveAndTakeNext(long bytes) {
        held -= bytes;
        Waiter next = waiters.peek();
        if (next == null || !fits(next.bytes)) {
            return null;
        }
        held += next.bytes;
        return waiters.remove();
    }

    private void grant(Waiter waiter) {
        try {
            waiter.loop.execute(waiter.granted);
        } catch (RejectedExecutionException stopped) {
            give(waiter.bytes);
        }
    }

    private boolean fits(long bytes) {
        return held == 0 || held + bytes <= bytesMax;
    }

    synchronized boolean wanted() {
        return !waiters.isEmpty();
    }

    synchronized long held() {
        return held;
    }

    /** The same bytes in a buffer that gives room back with its last reference, wherever that is dropped. */
    public ByteBuf until(ByteBuf released, long bytes, ByteBufAllocator allocator) {
        return new Charged(this, bytes, allocator, released);
    }

    private static final class Charged extends CompositeByteBuf {
        private final AnswerMemory memory;
        private final long bytes;

        Charged(AnswerMemory memory, long bytes, ByteBufAllocator allocator, ByteBuf content) {
            super(allocator, true, 1);
            this.memory = memory;
            this.bytes = bytes;
            addComponent(true, content);
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            memory.give(bytes);
        }
    }
}
