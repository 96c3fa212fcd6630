package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.Storage;
import java.time.InstantSource;

/** {@code DELETE} of a stream, expired or not (contract 10 §10). */
public final class DeleteEndpoint {
    private final Storage storage;
    private final StreamLookup lookup;

    public DeleteEndpoint(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.lookup = new StreamLookup(storage, clock);
    }

    public void answer(Exchange exchange, Target target) {
        storage.delete(
                lookup.present(target.name()),
                new OnLoop<>(exchange, result -> exchange.reply(StreamReplies.delete(result))));
    }
}
