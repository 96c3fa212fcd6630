package dev.streamslocal.jmh;

import dev.streamslocal.storage.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the results of a group of commands, all of which have to be of one kind. The benchmark's thread waits for the last of them; they
 * are completed on any thread.
 */
final class Answers<T, W extends T> implements Reply<T> {

    private static final long SECONDS_MAX = 60;

    private final Class<W> wanted;
    private final AtomicInteger left;
    private final CompletableFuture<W> last = new CompletableFuture<>();

    Answers(Class<W> wanted, int count) {
        this.wanted = wanted;
        this.left = new AtomicInteger(count);
    }

    @Override
    public void complete(T result) {
        if (!wanted.isInstance(result)) {
            last.completeExceptionally(new IllegalStateException("no " + wanted.getSimpleName() + " but " + result));
        } else if (left.decrementAndGet() == 0) {
            last.complete(wanted.cast(result));
        }
    }

    /**
     * Waits for all results and gives the last one.
     *
     * @throws IllegalStateException if one was of another kind, or if they take longer than a minute
     */
    W last() {
        try {
            return last.get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(left + " results missing after " + SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the last result", e);
        }
    }
}
