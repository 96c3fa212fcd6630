package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Collects one request body. Confined to the event loop of its connection.
 *
 * <p>The array grows with what has arrived, at most fourfold: an announced length alone reserves nothing. A body that arrives in one
 * piece is copied once.
 */
final class BodyIntake {

    /** What becomes of the bytes. */
    enum Fate {
        KEPT,
        /** Of a request that has no use for one. */
        IGNORED,
        TOO_LARGE,
        OVERLOADED
    }

    private static final int FIRST_BYTES = 16 << 10;

    private final IntakeBudget budget;
    private final long announced;
    private final int bytesMax;
    private byte[] bytes = Request.NO_BODY;
    private long received;
    private Fate fate;

    /** A body that is read and thrown away. */
    static BodyIntake ignoring(IntakeBudget budget) {
        var intake = new BodyIntake(budget, 0, 0);
        intake.fate = Fate.IGNORED;
        return intake;
    }

    /** @param announced the Content-Length; negative when there is none */
    BodyIntake(IntakeBudget budget, long announced, int bytesMax) {
        this.budget = budget;
        this.announced = announced;
        this.bytesMax = bytesMax;
        this.fate = announced > bytesMax ? Fate.TOO_LARGE : Fate.KEPT;
    }

    Fate fate() {
        return fate;
    }

    long received() {
        return received;
    }

    /** Takes the bytes of a piece; the caller keeps its reference. */
    void add(ByteBuf piece, boolean last) {
        int length = piece.readableBytes();
        int before = (int) Math.min(received, Integer.MAX_VALUE);
        received += length;
        if (fate == Fate.KEPT && received > bytesMax) {
            discard(Fate.TOO_LARGE);
        }
        if (fate == Fate.KEPT && !fits((int) received, last)) {
            discard(Fate.OVERLOADED);
        }
        if (fate == Fate.KEPT) {
            piece.readBytes(bytes, before, length);
        }
    }

    private boolean fits(int needed, boolean last) {
        if (needed <= bytes.length) {
            return true;
        }
        int capacity = last ? needed : capacityFor(needed);
        if (!budget.take(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    private int capacityFor(int needed) {
        long grown = Math.max(FIRST_BYTES, 4L * bytes.length);
        long bound = announced >= 0 ? announced : bytesMax;
        return (int) Math.max(needed, Math.min(grown, bound));
    }

    private void discard(Fate why) {
        fate = why;
        release();
    }

    /** The whole body in an array of its length, which whoever takes it gives back to the budget. */
    byte[] take() {
        byte[] whole = bytes.length == received ? bytes : Arrays.copyOf(bytes, (int) received);
        budget.give(bytes.length - whole.length);
        bytes = Request.NO_BODY;
        return whole;
    }

    /** Lets go of what was collected. */
    void release() {
        budget.give(bytes.length);
        bytes = Request.NO_BODY;
    }
}
