package dev.streamslocal.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The real clock, moved ahead when told to. */
final class MovableClock implements InstantSource {
    private final AtomicLong aheadMillis = new AtomicLong();

    void advance(long millis) {
        aheadMillis.addAndGet(millis);
    }

    @Override
    public Instant instant() {
        return Instant.now().plusMillis(aheadMillis.get());
    }
}
