package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;

/** An action for an exchange that answers its own failure, so that it does no harm to whoever runs it. */
record Guarded(Exchange exchange, Runnable action) implements Runnable {

    @Override
    public void run() {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }
}
