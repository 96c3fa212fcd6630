package dev.streamslocal.engine.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.storage.Storage;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * {@code /metrics}, any method: a short JSON object (contract 50 §9.1), or for those who prefer one of its text formats what Prometheus
 * reads.
 */
public final class MetricsEndpoint {
    private final InstantSource clock;
    private final long startMillis;
    private final LongSupplier series;
    private final Exposition exposition;

    /** @param series how many series the metrics stream has seen */
    public MetricsEndpoint(
            Storage storage, Watches watches, Traffic traffic, InstantSource clock, LongSupplier series) {
        this.clock = clock;
        this.startMillis = clock.millis();
        this.series = series;
        this.exposition = new Exposition(storage, watches, traffic);
    }

    public void answer(Exchange exchange) {
        var format = MetricsFormat.preferred(exchange.request().listHeader("Accept"));
        switch (format) {
            case JSON -> exchange.reply(Response.json(200, json().getBytes(UTF_8)));
            case PROMETHEUS, OPEN_METRICS -> Aside.answer(exchange, () -> text(format));
        }
    }

    private String json() {
        return "{\"uptime_ms\":" + Math.max(0, clock.millis() - startMillis) + ",\"series\":" + series.getAsLong()
                + "}";
    }

    private Response text(MetricsFormat format) {
        return Response.status(200)
                .header("Cache-Control", "no-store")
                .body(exposition.text(format), format.contentType());
    }
}
