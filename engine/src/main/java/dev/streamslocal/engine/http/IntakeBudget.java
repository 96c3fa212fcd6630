package dev.streamslocal.engine.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes that bodies hold together until an endpoint takes them. Shared by the event loops of a server. */
final class IntakeBudget {

    private final AtomicLong left;

    IntakeBudget(long bytesMax) {
        left = new AtomicLong(bytesMax);
    }

    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
