package dev.streamslocal.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a server has opened so far; closes it in reverse. Usable from any thread. */
final class Opened {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    /**
     * Keeps a part for the close to come.
     *
     * @throws IllegalStateException if that came already; the part is closed then
     */
    <T extends AutoCloseable> T add(T part) {
        synchronized (this) {
            if (!closed) {
                parts.push(part);
                return part;
            }
        }
        var late = new IllegalStateException("the server was closed while it started");
        close(part, late);
        throw late;
    }

    /** Closes every part, also after one that fails; throws what the first failure was, with the others attached. */
    void closeAll() {
        var failures = new IllegalStateException("the server did not close cleanly");
        closeAll(failures);
        if (failures.getSuppressed().length > 0) {
            throw failures;
        }
    }

    /** Closes every part and attaches what fails to {@code failure}. */
    void closeAll(Throwable failure) {
        for (var part : takeAll()) {
            close(part, failure);
        }
    }

    private synchronized Deque<AutoCloseable> takeAll() {
        closed = true;
        var taken = new ArrayDeque<>(parts);
        parts.clear();
        return taken;
    }

    // A part that fails to close must not keep the others open, whatever it throws.
    @SuppressWarnings("CatchingUnchecked")
    private static void close(AutoCloseable part, Throwable failure) {
        try {
            part.close();
        } catch (Exception | LinkageError | AssertionError e) {
            failure.addSuppressed(e);
        }
    }
}
