package dev.streamslocal.engine.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;

/** The handlers of a connection: bytes to request parts, request parts to exchanges; answers leave as prepared bytes. */
final class HttpPipeline extends ChannelInitializer<Channel> {

    private final ServerScope scope;

    HttpPipeline(ServerScope scope) {
        this.scope = scope;
    }

    @Override
    protected void initChannel(Channel channel) {
        var decoder = new StrictRequestDecoder();
        channel.pipeline()
                .addLast("decoder", decoder)
                .addLast("connection", new HttpConnection(channel, scope, decoder));
    }
}
