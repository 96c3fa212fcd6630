package dev.streamslocal.engine.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** A listening HTTP server and everything it started. Usable from any thread but its own event loops. */
public final class HttpServer implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final ServerScope scope;
    private final Loops loops;
    private final Channel listener;
    private final InetSocketAddress address;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(ServerScope scope, Loops loops, Channel listener) {
        this.scope = scope;
        this.loops = loops;
        this.listener = listener;
        this.address = (InetSocketAddress) listener.localAddress();
    }

    /**
     * Listens and serves. Its threads are daemons: a program that has nothing else to do has to wait by itself.
     *
     * @throws UncheckedIOException if the address cannot be listened on
     * @throws IllegalArgumentException if the access rules forbid the address
     */
    public static HttpServer bind(HttpOptions options, Dispatcher dispatcher) {
        var address = new InetSocketAddress(options.hostname(), options.port());
        if (address.isUnresolved()) {
            throw new UncheckedIOException(new IOException("unknown host: " + options.hostname()));
        }
        if (!options.access().mayListenOn(address.getAddress())) {
            throw new IllegalArgumentException("not a loopback address, and remote access is not allowed: " + address);
        }
        Transport transport = Transport.available();
        var scope = new ServerScope(options, dispatcher);
        var loops = new Loops(transport, options.eventLoops());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new HttpPipeline(scope))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.stop();
            throw new UncheckedIOException(
                    new IOException("cannot listen on " + options.hostname() + ":" + options.port(), bound.cause()));
        }
        return new HttpServer(scope, loops, bound.channel());
    }

    /** How sockets are driven on this machine: {@code epoll}, {@code kqueue} or {@code nio}. */
    public static String transport() {
        return Transport.available().name().toLowerCase(Locale.ROOT);
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Stops accepting, ends live reads, gives answers under way a short grace, then cuts. Returns when every thread and socket of this
     * server is gone. Without effect when called again.
     *
     * @throws IllegalStateException when called on one of its own event loops, which it would wait for
     */
    @Override
    public void close() {
        if (loops.runsCurrentThread()) {
            throw new IllegalStateException("a server cannot be closed on its own event loop");
        }
        if (closed.compareAndSet(false, true)) {
            listener.close().awaitUninterruptibly();
            scope.beginClosing();
            awaitAnswers();
            scope.cutAll();
            loops.stop();
        }
    }

    private void awaitAnswers() {
        try {
            scope.awaitGone(scope.options().limits().closeGraceMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
