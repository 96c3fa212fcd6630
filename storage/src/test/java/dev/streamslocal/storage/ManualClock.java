package dev.streamslocal.storage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when a test says so. */
final class ManualClock implements InstantSource {

    private final AtomicLong millis;

    ManualClock(long millis) {
        this.millis = new AtomicLong(millis);
    }

    void advance(long by) {
        millis.addAndGet(by);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
        return millis.get();
    }
}
