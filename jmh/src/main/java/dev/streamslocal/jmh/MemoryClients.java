package dev.streamslocal.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections in memory whose two ends share one event loop, which runs on the caller's thread and only when it is asked to. */
final class MemoryClients implements AutoCloseable {

    /** Turns of the loop without a task, after which an answer will not come any more. */
    private static final int IDLE_TURNS_MAX = 1000;

    private final ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), LocalIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();
    private final Channel listener;
    private int waiting;
    private long round;
    private long bytes;

    /** @param connections what the server's end of each connection begins with */
    MemoryClients(ChannelHandler connections, int count) {
        var address = new LocalAddress(MemoryClients.class);
        listener = done(new ServerBootstrap()
                .group(loop)
                .channel(LocalServerChannel.class)
                .childHandler(connections)
                .bind(address));
        var bootstrap = new Bootstrap().group(loop).channel(LocalChannel.class);
        for (int i = 0; i < count; i++) {
            channels.add(done(bootstrap.clone().handler(new Client()).connect(address)));
        }
    }

    private Channel done(ChannelFuture future) {
        while (!future.isDone()) {
            loop.runNow();
        }
        return future.syncUninterruptibly().channel();
    }

    /** Counts what arrives and drops it. */
    private final class Client extends ChannelInboundHandlerAdapter {
        private long answeredRound = -1;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var piece = (ByteBuf) message;
            bytes += piece.readableBytes();
            piece.release();
            if (answeredRound != round) {
                answeredRound = round;
                waiting--;
            }
        }
    }

    void send(String request) {
        for (Channel channel : channels) {
            channel.writeAndFlush(Unpooled.copiedBuffer(request, US_ASCII));
        }
    }

    /** Runs the loop until every client has got something since the last call and nothing is left to do. */
    void awaitAll() {
        waiting = waiting + channels.size();
        int idle = 0;
        while (waiting > 0 || idle == 0) {
            idle = loop.runNow() > 0 ? 0 : idle + 1;
            if (idle > IDLE_TURNS_MAX) {
                throw new IllegalStateException(waiting + " clients got nothing");
            }
        }
        round++;
    }

    /** Bytes that have arrived in all. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
        listener.close();
        while (loop.runNow() > 0) {}
        loop.shutdownGracefully();
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }
}
