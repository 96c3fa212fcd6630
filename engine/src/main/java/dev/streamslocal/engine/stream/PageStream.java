package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.BodyWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;

/**
 * Sends a large body piece by piece, one at a time, so that a slow client costs one piece, and one part of the body, which is followed by
 * the next when its last piece has left. Confined to its event loop.
 */
final class PageStream implements Runnable {
    static final int PIECE_BYTES = 256 * 1024;

    private final BodyWriter body;
    private final ByteBufAllocator allocator;
    private final PageParts rest;
    private final Runnable over;
    private PageSegments segments;
    private boolean more;
    private int sent;
    private boolean running;
    private boolean drained = true;

    /**
     * @param first the part to begin with
     * @param over runs when all has left, or no more will be sent though the client is there
     */
    PageStream(BodyWriter body, ByteBufAllocator allocator, PageSegments first, PageParts rest, Runnable over) {
        this.body = body;
        this.allocator = allocator;
        this.rest = rest;
        this.over = over;
        this.segments = first;
        this.more = first.next();
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
            body.write(piece(), this::drained);
        }
        running = false;
        if (!more && drained) {
            goOn();
        }
    }

    private void goOn() {
        if (!rest.more()) {
            end();
        } else if (body.open()) {
            rest.next(this::arrived);
        }
    }

    private void arrived(Optional<PageSegments> part) {
        if (part.isEmpty()) {
            // Shorter than announced, so that the client sees that something is missing.
            end();
            return;
        }
        segments = part.get();
        more = segments.next();
        run();
    }

    private void end() {
        body.end();
        over.run();
    }

    private void drained() {
        drained = true;
        run();
    }

    private ByteBuf piece() {
        var piece = AnswerRoom.buffer(PIECE_BYTES, allocator);
        while (more && piece.writerIndex() < PIECE_BYTES) {
            var length = Math.min(PIECE_BYTES - piece.writerIndex(), segments.length() - sent);
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
