package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Timer;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;
import java.util.Optional;

/** What every live reader of a server works with. */
record LiveContext(Storage storage, Watches watches, InstantSource clock, ReadLimits limits, LiveLimits waits) {

    /** Stands for a timer that was not set. */
    static final Timer NO_TIMER = () -> {};

    /** Why the stream does not answer any more; empty while it does. */
    Optional<Problem> gone(Stream stream) {
        return StreamLookup.gone(stream, clock.millis());
    }
}
