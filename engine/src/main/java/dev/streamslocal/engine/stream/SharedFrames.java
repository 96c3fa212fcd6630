package dev.streamslocal.engine.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest data event of each stream that several SSE readers follow, encoded once for all of them. Used from all event loops.
 *
 * <p>Holds at most {@link #BYTES_MAX} in all, and nothing of a stream that is left by all but one of its readers.
 */
final class SharedFrames {
    static final long BYTES_MAX = 32 * 1024 * 1024;

    private final Map<Long, Frames> byStream = new HashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** Bytes held now. */
    long bytes() {
        return bytes.get();
    }

    /** Called when a reader begins; it calls {@link #leave} when it ends. */
    synchronized Frames join(long streamId) {
        var frames = byStream.computeIfAbsent(streamId, id -> new Frames(id, bytes));
        frames.readers(1);
        return frames;
    }

    synchronized void leave(Frames frames) {
        if (frames.readers(-1) == 0) {
            byStream.remove(frames.streamId);
        }
    }

    /**
     * A data event and the position it leads to; whoever gets it releases the data.
     *
     * @param next position after the last entry of the event
     */
    record Frame(long next, ByteBuf data) {}

    /** The newest event of one stream. */
    static final class Frames {
        private static final long NOWHERE = -1;

        private final long streamId;
        private final AtomicLong allBytes;
        private int readers;
        private long from = NOWHERE;
        private long next;
        private ByteBuf data = Unpooled.EMPTY_BUFFER;
        private SseControl control = SseControl.NONE;

        private Frames(long streamId, AtomicLong allBytes) {
            this.streamId = streamId;
            this.allBytes = allBytes;
        }

        /** The event that begins at {@code position}, if it is the newest one. */
        synchronized Optional<Frame> find(long position) {
            return from == position ? Optional.of(new Frame(next, data.retainedDuplicate())) : Optional.empty();
        }

        /** Keeps an event for the other readers, if there are any and there is room. The caller's reference stays its own. */
        synchronized void offer(long position, long nextPosition, ByteBuf event) {
            drop();
            var size = event.readableBytes();
            if (readers < 2 || allBytes.addAndGet(size) > BYTES_MAX) {
                allBytes.addAndGet(readers < 2 ? 0 : -size);
                return;
            }
            from = position;
            next = nextPosition;
            data = event.retainedDuplicate();
        }

        /** The bytes of a control event, those of the last reader where they are the same. */
        synchronized byte[] control(long nextPosition, boolean upToDate, boolean closed, String cursor) {
            if (!control.is(nextPosition, upToDate, closed, cursor)) {
                control = SseControl.of(nextPosition, upToDate, closed, cursor);
            }
            return control.event();
        }

        private synchronized int readers(int change) {
            readers += change;
            if (readers < 2) {
                drop();
            }
            return readers;
        }

        private void drop() {
            allBytes.addAndGet(-data.readableBytes());
            data.release();
            data = Unpooled.EMPTY_BUFFER;
            from = NOWHERE;
        }
    }
}
