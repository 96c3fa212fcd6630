package dev.streamslocal.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/** Waits for a reason to stop: a signal, or the loss of the data directory. Usable from any thread. */
final class Shutdown {
    private final CompletableFuture<Optional<String>> reason = new CompletableFuture<>();
    private final AtomicInteger signals = new AtomicInteger();

    /**
     * Makes SIGTERM and SIGINT an ordinary end, so that the exit code is 0; further ones change nothing but
     * {@link #insisted}.
     *
     * <p>Other signals keep their meaning: SIGHUP closes the server through {@link #closeOnExit} and exits with 129.
     */
    void listenToSignals() {
        for (var name : new String[] {"TERM", "INT"}) {
            try {
                Signal.handle(new Signal(name), signal -> signalled());
            } catch (IllegalArgumentException e) {
                // The JVM runs with -Xrs and leaves its signals to the system, which ends the process at once. The next
                // start finds the directory abandoned and takes it.
                return;
            }
        }
    }

    /** Closes the server when the JVM exits in another way than by these signals. */
    void closeOnExit(AutoCloseable server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "streams-exit"));
    }

    private void signalled() {
        signals.incrementAndGet();
        end();
    }

    /** The server is to stop, and nothing is wrong. */
    void end() {
        reason.complete(Optional.empty());
    }

    void lockLost(String message) {
        reason.complete(Optional.of("ECOMPROMISED: " + message));
    }

    /** Whether there is a reason to stop. */
    boolean requested() {
        return reason.isDone();
    }

    /** Whether a second signal came: somebody does not want to wait for what the first one left to be done. */
    boolean insisted() {
        return signals.get() > 1;
    }

    /** Waits without end; returns what went wrong, or nothing after a signal. */
    Optional<String> await() throws InterruptedException {
        try {
            return reason.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for so long; true if there is a reason to stop. */
    boolean await(Duration pause) throws InterruptedException {
        try {
            reason.get(pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println(e);
        }
    }
}
