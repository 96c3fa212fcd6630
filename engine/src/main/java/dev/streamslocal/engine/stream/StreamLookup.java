package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;

/** Finds the stream a request names. Any thread. */
final class StreamLookup {
    private final Storage storage;
    private final InstantSource clock;

    StreamLookup(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /**
     * The stream of this name, which has not expired.
     *
     * @throws ProtocolException 404 {@code not_found} or {@code stream expired}
     */
    Stream live(String name) {
        var stream = present(name);
        if (stream.expired(clock.millis())) {
            throw new ProtocolException(Problem.expired());
        }
        return stream;
    }

    /**
     * The stream of this name, expired or not.
     *
     * @throws ProtocolException 404 {@code not_found}
     */
    Stream present(String name) {
        return storage.find(name)
                .filter(stream -> !stream.removed())
                .orElseThrow(() -> new ProtocolException(Problem.notFound()));
    }
}
