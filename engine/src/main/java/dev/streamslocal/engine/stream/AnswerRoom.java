package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.AnswerMemory;
import dev.streamslocal.engine.http.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * The memory of one answer: asked for when its page is at hand, and waited for without that page, which is then read again.
 * Confined to the event loop of its exchange.
 */
final class AnswerRoom {
    /** Up to here a body is not worth counting. */
    private static final int UNCOUNTED_BYTES_MAX = 4096;

    /**
     * Above this a body has memory of its own. A piece of the pool's would keep a chunk of eight times its size alive for as long as a
     * slow client takes, which nobody counts.
     */
    private static final int POOLED_BYTES_MAX = 32 * 1024;

    private final Exchange exchange;
    private final AnswerMemory memory;
    private long held;

    AnswerRoom(Exchange exchange, AnswerMemory memory) {
        this.exchange = exchange;
        this.memory = memory;
    }

    /** Whether there is room for so many bytes; if not, {@code again} runs once there is, and then has to give it back or use it. */
    boolean admits(long bytes, Runnable again) {
        if (bytes <= UNCOUNTED_BYTES_MAX || bytes <= held) {
            return true;
        }
        close();
        if (memory.take(bytes)) {
            held = bytes;
            return true;
        }
        memory.await(bytes, exchange.loop(), () -> {
            held = bytes;
            new Guarded(exchange, again).run();
        });
        return false;
    }

    /** An empty buffer for a body of so many bytes, or of about so many. */
    static ByteBuf buffer(int bytes, ByteBufAllocator allocator) {
        return bytes > POOLED_BYTES_MAX
                ? UnpooledByteBufAllocator.DEFAULT.directBuffer(bytes)
                : allocator.buffer(bytes);
    }

    /** Leaves the room to a buffer, until its last reference is dropped. */
    ByteBuf passTo(ByteBuf body) {
        if (held == 0) {
            return body;
        }
        // Text with many line ends takes more than was asked for.
        memory.exceed(Math.max(0, body.capacity() - held));
        var bytes = Math.max(held, body.capacity());
        held = 0;
        return memory.until(body, bytes, exchange.allocator());
    }

    /** Gives back what is held. */
    void close() {
        if (held > 0) {
            var bytes = held;
            held = 0;
            memory.give(bytes);
        }
    }
}
