package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.BodyWriter;
import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Sends a large body piece by piece, one at a time, so that a slow client costs one piece. Confined to its event loop. */
final class PageStream implements Runnable {
    private static final int PIECE_BYTES = 256 * 1024;

    private final BodyWriter body;
    private final PageSegments segments;
    private final ByteBufAllocator allocator;
    private final Runnable whenDrained;
    private boolean more;
    private int sent;
    private boolean running;
    private boolean drained = true;

    /** @param head the answer without its body */
    PageStream(Exchange exchange, Response head, PageSegments segments, long length) {
        this.body = exchange.stream(head, length);
        this.segments = segments;
        this.allocator = exchange.allocator();
        this.whenDrained = new Guarded(exchange, this::drained);
        this.more = segments.next();
    }

    /** Sends until the socket is full; called again when it has drained, perhaps from within. */
    @Override
    public void run() {
        if (running) {
            return;
        }
        running = true;
        while (drained && more && body.open()) {
            drained = false;
            body.write(piece(), whenDrained);
        }
        running = false;
        if (!more) {
            body.end();
        }
    }

    private void drained() {
        drained = true;
        run();
    }

    private ByteBuf piece() {
        var piece = allocator.buffer(PIECE_BYTES, PIECE_BYTES);
        while (more && piece.isWritable()) {
            var length = Math.min(piece.writableBytes(), segments.length() - sent);
            piece.writeBytes(segments.bytes(), segments.offset() + sent, length);
            sent += length;
            if (sent == segments.length()) {
                more = segments.next();
                sent = 0;
            }
        }
        return piece;
    }
}
