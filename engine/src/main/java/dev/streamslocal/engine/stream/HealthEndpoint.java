package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;

/** {@code /health}: says that the server answers. */
public final class HealthEndpoint {
    private static final byte[] OK = "{\"ok\":true}".getBytes(UTF_8);

    public void answer(Exchange exchange) {
        exchange.reply(Response.json(200, OK));
    }
}
