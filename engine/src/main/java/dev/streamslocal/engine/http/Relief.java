package dev.streamslocal.engine.http;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * While answers wait for memory, looks after the clients that take nothing of theirs: they are cut off after a few looks, and
 * not only after the time a client has otherwise. Usable from any thread.
 *
 * <p>It counts looks and not time, so that a machine that stands still for a while is not held against the clients.
 */
final class Relief {

    private static final long INTERVAL_MILLIS = 500;
    private static final int LOOKS_MAX = 4;

    private final ServerScope scope;
    private final AtomicBoolean running = new AtomicBoolean();

    Relief(ServerScope scope) {
        this.scope = scope;
    }

    /** Somebody waits. */
    void begin() {
        if (running.compareAndSet(false, true)) {
            schedule();
        }
    }

    private void schedule() {
        // Whoever waits has a connection, and whoever is in the way has another.
        for (HttpConnection connection : scope.connections()) {
            if (connection.schedule(this::look, INTERVAL_MILLIS)) {
                return;
            }
        }
        running.set(false);
    }

    private void look() {
        if (scope.memoryWanted()) {
            scope.connections().forEach(connection -> connection.relieve(LOOKS_MAX));
            schedule();
            return;
        }
        running.set(false);
        // Whoever came between the two lines above found it still running.
        if (scope.memoryWanted()) {
            begin();
        }
    }
}
