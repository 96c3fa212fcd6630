package dev.streamslocal.engine.inspect;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import java.util.function.Supplier;

/** Makes answers that take longer than an event loop may wait: each on a thread of its own. */
final class Aside {
    private Aside() {}

    static void answer(Exchange exchange, Supplier<Response> response) {
        Thread.startVirtualThread(() -> {
            try {
                exchange.reply(response.get());
            } catch (RuntimeException | Error e) {
                exchange.fail(e);
            }
        });
    }
}
