package dev.streamslocal.engine.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.storage.Storage;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /v1/server/_details} and {@code /v1/server/_mem}. */
public final class ServerEndpoint {
    private final ServerReport report;

    public ServerEndpoint(Storage storage, Watches watches, InstantSource clock) {
        this.report = new ServerReport(storage, watches, clock);
    }

    public void details(Exchange exchange) {
        answer(exchange, report::details);
    }

    public void memory(Exchange exchange) {
        answer(exchange, report::memory);
    }

    private static void answer(Exchange exchange, Supplier<Map<String, Object>> tree) {
        Thread.startVirtualThread(() -> {
            try {
                exchange.reply(Response.json(200, JsonTree.text(tree.get()).getBytes(UTF_8)));
            } catch (RuntimeException | Error e) {
                exchange.fail(e);
            }
        });
    }
}
