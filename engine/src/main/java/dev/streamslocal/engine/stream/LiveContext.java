package dev.streamslocal.engine.stream;

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
}
