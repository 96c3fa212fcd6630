package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;

/**
 * The body of an answer that is sent piece by piece. Confined to the event loop of its connection ({@link Exchange#loop()}).
 *
 * <p>One frame in flight is the intended use: write, wait for {@code drained}, write the next. Frames written while an earlier
 * pipelined answer is still under way are held back in memory until it is their turn.
 */
public interface BodyWriter {

    /**
     * Sends one frame and takes over its reference.
     *
     * @param drained runs on the event loop once the bytes have left to the socket; never when the connection ends before
     * @throws IllegalStateException if the frame goes beyond the announced length
     */
    void write(ByteBuf frame, Runnable drained);

    /** Completes the body. A body shorter than announced cuts the connection. Without effect when called again. */
    void end();

    /** Whether the client is still there and {@link #end()} was not called. Frames written later are only released. */
    boolean open();
}
