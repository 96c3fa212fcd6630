package dev.streamslocal.engine.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.NullMarked;

/** Lends benchmarks the handlers of a connection, as {@link HttpServer} puts them on its sockets, for channels without a socket. */
@NullMarked
public final class Wired {

    private Wired() {}

    /** The initializer of a server's connections, on the server's own defaults. */
    public static ChannelHandler connections(Dispatcher dispatcher) {
        return new HttpPipeline(new ServerScope(HttpOptions.defaults(), dispatcher));
    }

    /** Gives a channel, which has to be registered, the handlers of a connection. */
    public static void connect(Channel channel, Dispatcher dispatcher) {
        channel.pipeline().addLast(connections(dispatcher));
    }
}
