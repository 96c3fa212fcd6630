package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Timer;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;

/** What every live reader of a server works with. */
record LiveContext(Storage storage, Watches watches, InstantSource clock, ReadLimits limits, LiveLimits waits) {

    /** Stands for a timer that was not set. */
    static final Timer NO_TIMER = () -> {};

    boolean expired(Stream stream) {
        return stream.expired(clock.millis());
    }

    /** An action for timers and watches that answers its own failure, so that it does no harm to whoever runs it. */
    static Runnable guarded(Exchange exchange, Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                exchange.fail(e);
            }
        };
    }
}
