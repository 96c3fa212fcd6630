package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a connection: one flush per read burst, one per turn of the loop for answers that come later, and a watch over
 * sockets that take nothing. Confined to the event loop of its connection.
 */
final class Outbound {

    private final Channel channel;
    private final Deadlines deadlines;
    private final long stallNanos;

    private boolean burst;
    private boolean flushScheduled;
    private int unflushed;
    private long writes;

    private boolean watching;
    private long takenMark;
    private long progressMark;
    private long progressAt;

    private int looks;
    private long takenAtLook;
    private long progressAtLook;

    Outbound(Channel channel, Deadlines deadlines, long stallMillis) {
        this.channel = channel;
        this.deadlines = deadlines;
        this.stallNanos = stallMillis * 1_000_000;
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    boolean writable() {
        return channel.isWritable();
    }

    void write(ByteBuf bytes) {
        counted();
        channel.write(bytes, channel.voidPromise());
    }

    void write(ByteBuf bytes, Exchange exchange, Runnable drained) {
        counted();
        channel.write(bytes).addListener(written -> {
            if (written.isSuccess()) {
                exchange.run(drained);
            }
        });
    }

    private void counted() {
        writes++;
        unflushed++;
        if (!burst && !flushScheduled) {
            flushScheduled = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    /** Reading has begun: what is written until {@link #endBurst()} is flushed then. */
    void beginBurst() {
        burst = true;
    }

    void endBurst() {
        burst = false;
        if (unflushed > 0) {
            flush();
        }
    }

    private void flush() {
        flushScheduled = false;
        unflushed = 0;
        channel.flush();
        watchIfHeldUp();
    }

    /** Closes once everything written has left. */
    void closeWhenFlushed() {
        afterFlush(ChannelFutureListener.CLOSE);
    }

    /** Says goodbye once everything written has left; the way in stays open. */
    void shutDownWhenFlushed(DuplexChannel duplex) {
        afterFlush(flushed -> duplex.shutdownOutput());
    }

    private void afterFlush(ChannelFutureListener then) {
        unflushed = 0;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(then);
        watchIfHeldUp();
    }

    private void watchIfHeldUp() {
        ChannelOutboundBuffer buffer = buffer();
        if (watching || buffer == null || buffer.isEmpty()) {
            return;
        }
        watching = true;
        progressAt = deadlines.now();
        mark(buffer);
        deadlines.arm(progressAt + stallNanos / 4);
    }

    /** Looks at the socket four times per limit; cuts the connection when it took nothing for that long. Returns when to look again. */
    long expire(long now) {
        ChannelOutboundBuffer buffer = buffer();
        if (!watching || buffer == null || buffer.isEmpty()) {
            watching = false;
            return Deadlines.NEVER;
        }
        if (moved(buffer)) {
            progressAt = now;
            mark(buffer);
        } else if (now - progressAt >= stallNanos) {
            channel.close();
            return Deadlines.NEVER;
        }
        return Math.min(now + stallNanos / 4, progressAt + stallNanos);
    }

    /** Looks whether the socket has taken anything since the last look; closes if it has not for so many looks. */
    void relieve(int looksMax) {
        ChannelOutboundBuffer buffer = buffer();
        boolean heldUp = buffer != null
                && !buffer.isEmpty()
                && taken(buffer) == takenAtLook
                && buffer.currentProgress() == progressAtLook;
        looks = heldUp ? looks + 1 : 0;
        if (looks >= looksMax) {
            channel.close();
        } else if (buffer != null) {
            takenAtLook = taken(buffer);
            progressAtLook = buffer.currentProgress();
        }
    }

    // Pending bytes also change by new writes; writes that are done and the progress within the first one do not.
    private void mark(ChannelOutboundBuffer buffer) {
        takenMark = taken(buffer);
        progressMark = buffer.currentProgress();
    }

    private boolean moved(ChannelOutboundBuffer buffer) {
        return taken(buffer) != takenMark || buffer.currentProgress() != progressMark;
    }

    private long taken(ChannelOutboundBuffer buffer) {
        return writes - unflushed - buffer.size();
    }

    private @Nullable ChannelOutboundBuffer buffer() {
        return channel.unsafe().outboundBuffer();
    }
}
