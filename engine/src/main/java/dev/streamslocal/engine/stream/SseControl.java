package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.SseFrames;

/** A control event with what it says. Immutable; the bytes are shared and not changed. */
final class SseControl {
    /** Says nothing: no position is negative. */
    static final SseControl NONE = new SseControl(-1, false, false, "", new byte[0]);

    private final long next;
    private final boolean upToDate;
    private final boolean closed;
    private final String cursor;
    private final byte[] event;

    private SseControl(long next, boolean upToDate, boolean closed, String cursor, byte[] event) {
        this.next = next;
        this.upToDate = upToDate;
        this.closed = closed;
        this.cursor = cursor;
        this.event = event;
    }

    static SseControl of(long next, boolean upToDate, boolean closed, String cursor) {
        var event = SseFrames.control(new Offset(next), upToDate, closed, cursor);
        return new SseControl(next, upToDate, closed, cursor, event);
    }

    boolean is(long otherNext, boolean otherUpToDate, boolean otherClosed, String otherCursor) {
        return next == otherNext && upToDate == otherUpToDate && closed == otherClosed && cursor.equals(otherCursor);
    }

    byte[] event() {
        return event;
    }
}
