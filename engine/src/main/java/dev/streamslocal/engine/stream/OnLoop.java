package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.storage.Reply;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Brings an answer of the storage back to the event loop of the exchange it belongs to. Completed on any thread. */
final class OnLoop<T> implements Reply<T> {
    private final Exchange exchange;
    private final Consumer<T> then;

    OnLoop(Exchange exchange, Consumer<T> then) {
        this.exchange = exchange;
        this.then = then;
    }

    @Override
    public void complete(T result) {
        try {
            exchange.loop().execute(new Guarded(exchange, () -> then.accept(result)));
        } catch (RejectedExecutionException stopped) {
            // The loop has ended, and the connection before it: there is nobody to answer.
        }
    }
}
