package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;

/** Starts the readers that wait for more. */
final class LiveReads {
    private final LiveContext context;
    private final Traffic traffic;
    private final SharedFrames sharedFrames = new SharedFrames();

    LiveReads(
            Storage storage,
            Watches watches,
            InstantSource clock,
            ReadLimits limits,
            LiveLimits waits,
            Traffic traffic) {
        this.traffic = traffic;
        this.context = new LiveContext(storage, watches, clock, limits, waits);
    }

    void longPoll(Exchange exchange, Stream stream, ReadQuery query, long from) {
        new LongPollReader(context, traffic, exchange, stream, query, from).start();
    }

    /** Begins at the tail where {@code from} lies beyond it: there is nothing to wait for in between. */
    void sse(Exchange exchange, Stream stream, ReadQuery query, long from) {
        var tail = stream.head().tail();
        var start = Long.compareUnsigned(from, tail) > 0 ? tail : from;
        new SseReader(context, sharedFrames, exchange, stream, query, start).start();
    }
}
