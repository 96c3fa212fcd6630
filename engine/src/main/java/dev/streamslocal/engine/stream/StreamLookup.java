package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;
import java.util.Optional;

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
     * @throws ProtocolException 404 {@code not_found} or {@code stream expired}, 410 if only its forks may read it
     */
    Stream live(String name) {
        var stream = present(name);
        gone(stream, clock.millis()).ifPresent(problem -> {
            throw new ProtocolException(problem);
        });
        return stream;
    }

    /** Why a stream that was found does not answer any more; empty while it does. */
    static Optional<Problem> gone(Stream stream, long nowMillis) {
        if (stream.removed()) {
            return Optional.of(Problem.notFound());
        }
        if (stream.softDeleted(nowMillis)) {
            return Optional.of(Problem.gone());
        }
        return stream.expired(nowMillis) ? Optional.of(Problem.expired()) : Optional.empty();
    }

    /**
     * The stream of this name, expired or soft-deleted or not.
     *
     * @throws ProtocolException 404 {@code not_found}
     */
    Stream present(String name) {
        return storage.find(name)
                .filter(stream -> !stream.removed())
                .orElseThrow(() -> new ProtocolException(Problem.notFound()));
    }
}
