package dev.streamslocal.engine.http;

import io.netty.channel.AbstractEventLoopGroup;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of one server and their threads, taken in turn. Usable from any thread.
 *
 * <p>Netty's own group notifies its termination on a global thread that outlives the server by a second; here the threads are joined,
 * and none is left.
 */
final class Loops extends AbstractEventLoopGroup {

    private static final long JOIN_MILLIS = 5_000;

    private final List<Thread> threads = new ArrayList<>();
    private final List<EventLoop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    Loops(Transport transport, int count) {
        // Daemon threads: whoever embeds a server and forgets it can still end its JVM.
        var made = new DefaultThreadFactory("streams-http", true);
        ThreadFactory remembering = task -> remembered(made.newThread(task));
        for (int i = 0; i < count; i++) {
            loops.add(new SingleThreadIoEventLoop(null, remembering, transport.handlers()));
        }
    }

    private synchronized Thread remembered(Thread thread) {
        threads.add(thread);
        return thread;
    }

    boolean runsCurrentThread() {
        return loops.stream().anyMatch(EventExecutor::inEventLoop);
    }

    /** Ends the loops and waits for their threads. */
    void stop() {
        shutdownGracefully(0, JOIN_MILLIS, TimeUnit.MILLISECONDS);
        boolean interrupted = false;
        for (Thread thread : started()) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Thread> started() {
        return List.copyOf(threads);
    }

    @Override
    public EventLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return List.<EventExecutor>copyOf(loops).iterator();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Deprecated
    @Override
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        loops.forEach(loop -> loop.shutdownGracefully(quietPeriod, timeout, unit));
        return terminationFuture();
    }

    /** That of the first loop: all are ended together. */
    @Override
    public Future<?> terminationFuture() {
        return loops.getFirst().terminationFuture();
    }

    @Deprecated
    @Override
    public void shutdown() {
        stop();
    }

    @Override
    public boolean isShuttingDown() {
        return loops.stream().allMatch(EventLoop::isShuttingDown);
    }

    @Override
    public boolean isShutdown() {
        return loops.stream().allMatch(EventLoop::isShutdown);
    }

    @Override
    public boolean isTerminated() {
        return loops.stream().allMatch(EventLoop::isTerminated);
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        for (EventLoop loop : loops) {
            if (!loop.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }
}
