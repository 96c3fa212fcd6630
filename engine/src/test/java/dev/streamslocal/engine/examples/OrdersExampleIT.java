package dev.streamslocal.engine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.junit.StreamsServer;
import dev.streamslocal.engine.junit.TestStreams;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example in the documentation of the extension for tests, which is one. */
// @start region="class"
@StreamsServer
class OrdersExampleIT {
    // @start region="streams"
    @BeforeEach
    void empty(TestStreams streams) {
        streams.reset();
    }

    @Test
    void order_isKept(TestStreams streams) throws Exception {
        URI orders = streams.streamUrl("orders");
        assertThat(put(orders, "[{\"id\":1}]")).isEqualTo(201);
    }

    // @end region="streams"
    @Test
    @StreamsServer(variables = "DS_APPEND_MAX_BODY_BYTES=10")
    void largeOrder_isRefused(TestStreams streams) throws Exception {
        assertThat(put(streams.streamUrl("orders"), "[{\"id\":12345}]")).isEqualTo(413);
    }
    // @end region="class"

    private static int put(URI url, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json));
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
