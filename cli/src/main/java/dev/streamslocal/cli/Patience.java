package dev.streamslocal.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Says what is being waited for once it takes longer than a second. */
final class Patience {
    private Patience() {}

    /** Does something on the caller's thread. */
    static <T> T with(Screen screen, String what, Callable<T> action) throws Exception {
        var told = new CompletableFuture<Void>();
        told.completeOnTimeout(null, 1, TimeUnit.SECONDS).thenRun(() -> screen.mention(what + " ..."));
        try {
            return action.call();
        } finally {
            told.cancel(false);
        }
    }
}
