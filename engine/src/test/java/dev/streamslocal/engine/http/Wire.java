package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A connection without a socket, with a clock that stands still until it is moved; keeps what the dispatcher got. */
final class Wire implements AutoCloseable {

    final List<Exchange> exchanges = new ArrayList<>();
    final EmbeddedChannel channel;
    final ServerScope scope;
    int flushes;
    private Runnable turn = () -> {};

    Wire() {
        this(HttpOptions.defaults());
    }

    Wire(HttpOptions options) {
        scope = new ServerScope(options, exchanges::add);
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                flushes++;
                Runnable work = turn;
                turn = () -> {};
                work.run();
                ctx.flush();
            }
        });
        channel.pipeline().addLast(new HttpPipeline(scope));
    }

    Wire send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        return this;
    }

    Wire get(String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    Exchange exchange(int index) {
        return exchanges.get(index);
    }

    Wire advance(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
        return this;
    }

    /**
     * Runs work as one turn of the loop. Within a flush the channel holds back the tasks it would otherwise run after every write.
     */
    Wire inOneTurn(Runnable work) {
        turn = work;
        channel.flush();
        channel.runPendingTasks();
        return this;
    }

    /** All that was sent since the last call. */
    String sent() {
        channel.runPendingTasks();
        var text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
        }
        return text.toString();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
