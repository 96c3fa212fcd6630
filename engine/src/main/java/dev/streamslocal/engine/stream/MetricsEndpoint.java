package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import java.time.InstantSource;

/** {@code /metrics}: how long the server has been up, and how many series it has recorded, which are none so far. */
public final class MetricsEndpoint {
    private final InstantSource clock;
    private final long startMillis;

    public MetricsEndpoint(InstantSource clock) {
        this.clock = clock;
        this.startMillis = clock.millis();
    }

    public void answer(Exchange exchange) {
        var json = "{\"uptime_ms\":" + (clock.millis() - startMillis) + ",\"series\":0}";
        exchange.reply(Response.json(200, json.getBytes(UTF_8)));
    }
}
