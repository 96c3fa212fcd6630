package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Timer;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.storage.Stream;

/**
 * Keeps a stream with a sliding window alive as long as a live reader is there, and tells the reader when a deadline has passed all
 * the same. Confined to the reader's event loop.
 */
final class LiveLease {
    /** Longest time between two looks at a far deadline. */
    private static final long LOOK_MILLIS_MAX = 3_600_000;

    private final LiveContext context;
    private final Exchange exchange;
    private final Stream stream;
    private final Runnable expired;
    private Timer timer = LiveContext.NO_TIMER;

    LiveLease(LiveContext context, Exchange exchange, Stream stream, Runnable expired) {
        this.context = context;
        this.exchange = exchange;
        this.stream = stream;
        this.expired = expired;
    }

    void start() {
        switch (stream.lifetime()) {
            case Lifetime.Forever f -> {}
            // Twice in a window, so that one late timer does no harm.
            case Lifetime.Ttl ttl -> look(Math.min(500 * ttl.seconds(), LOOK_MILLIS_MAX));
            // Expired means later than the deadline.
            case Lifetime.Until u -> look(u.epochMillis() - context.clock().millis() + 1);
        }
    }

    /** The reader was woken: that counts as a use. */
    void used() {
        context.storage().renew(stream);
    }

    void close() {
        timer.cancel();
    }

    private void look(long millis) {
        timer = exchange.schedule(Math.clamp(millis, 1, LOOK_MILLIS_MAX), this::lookNow);
    }

    private void lookNow() {
        used();
        if (context.gone(stream).isPresent()) {
            expired.run();
        } else {
            start();
        }
    }
}
