package dev.streamslocal.engine.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.storage.Storage;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** {@code /v1/server/_details} and {@code /v1/server/_mem}. */
public final class ServerEndpoint {
    private final ServerReport report;

    /** @param series how many series the metrics stream has seen */
    public ServerEndpoint(Storage storage, Watches watches, InstantSource clock, LongSupplier series) {
        this.report = new ServerReport(storage, watches, clock, series);
    }

    public void details(Exchange exchange) {
        answer(exchange, report::details);
    }

    public void memory(Exchange exchange) {
        answer(exchange, report::memory);
    }

    private static void answer(Exchange exchange, Supplier<Map<String, Object>> tree) {
        Aside.answer(
                exchange, () -> Response.json(200, JsonTree.text(tree.get()).getBytes(UTF_8)));
    }
}
