package dev.streamslocal.engine;

import static dev.streamslocal.engine.TestServer.header;
import static dev.streamslocal.engine.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesIT {

    @TempDir
    Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404, not_found",
        "GET, /v1/stream, 404, not_found",
        "GET, /v1/streams/, 404, not_found",
        "POST, /v1/streams, 404, not_found",
        "GET, /v1/stream/, 400, missing stream name",
        "GET, /v1/stream/_schema, 400, missing stream name",
        "GET, /v1/stream/pk/a, 400, missing stream name",
        "PATCH, /v1/stream/x, 400, unsupported method",
        "GET, /v1/stream/x, 404, not_found",
        "GET, /v1/stream/x/_schema, 501, not implemented yet: _schema",
        "POST, /v1/stream/x/_search, 501, not implemented yet: _search",
        "GET, /v1/stream/x/touch/meta, 501, not implemented yet: touch/meta",
        "POST, /v1/stream/x/_otlp/v1/traces, 501, not implemented yet: _otlp/v1/traces",
        "GET, /v1/stream/x%2F_schema, 404, not_found",
        "POST, /v1/stream/x/_details, 400, unsupported method",
        "GET, /v1/stream/x/_index_status, 404, not_found",
        "POST, /v1/server/_details, 404, not_found",
        "POST, /v1/traces, 501, not implemented yet: /v1/traces",
        "GET, /v1/stream/__ds, 404, not_found",
        "PUT, /v1/stream/__ds/a, 404, not_found",
        "PUT, /v1/stream/__ds/subscriptions/a, 501, not implemented yet: __ds/subscriptions/a",
        "GET, /v1/stream/__ds/jwks.json, 501, not implemented yet: __ds/jwks.json",
    })
    void dispatch_answersEveryPath(String method, String path, int status, String message) {
        var response = server.send(method, path, "");
        assertThat(text(response)).contains("\"message\":\"" + message + "\"");
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    void health_anyMethod_isOk() {
        assertThat(text(server.get("/health"))).isEqualTo("{\"ok\":true}");
        assertThat(text(server.send("DELETE", "/health", ""))).isEqualTo("{\"ok\":true}");
        assertThat(text(server.get("/metrics"))).matches("\\{\"uptime_ms\":\\d+,\"series\":\\d+}");
    }

    @Test
    void preflight_namesIfNoneMatch() {
        var response = server.send("OPTIONS", "/v1/stream/nothing", "");
        assertThat(response.statusCode()).isIn(200, 204);
        assertThat(header(response, "Access-Control-Allow-Headers")).contains("If-None-Match");
    }

    @Test
    void dispatch_whileClosing_is503() {
        server.stopRoutes();
        var response = server.get("/health");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "Retry-After")).isEqualTo("5");
        assertThat(text(response))
                .isEqualTo("{\"error\":{\"code\":\"unavailable\",\"message\":\"server shutting down\"}}");
    }

    @Test
    void list_sortedAndPaged() {
        server.put("/v1/stream/b", "text/plain", "x");
        server.put("/v1/stream/a%2F%22", "application/json", "[1,2]", "Stream-Expires-At", "2999-01-01T00:00:00Z");
        server.put("/v1/stream/gone", "text/plain", "x", "Stream-Expires-At", "2001-01-01T00:00:00Z");
        var all = text(server.get("/v1/streams"));
        assertThat(all)
                .matches("\\[\\{\"name\":\"__stream_metrics__\".*\"profile\":\"metrics\"},\\{\"name\":\"a/\\\\\"\","
                        + "\"created_at\":\"[^\"]+Z\",\"expires_at\":\"2999-01-01T00:00:00.000Z\",\"epoch\":0,"
                        + "\"next_offset\":\"2\",\"sealed_through\":\"-1\",\"uploaded_through\":\"-1\","
                        + "\"profile\":\"generic\"},\\{\"name\":\"b\",.*\"expires_at\":null,.*}]");
        assertThat(text(server.get("/v1/streams?offset=2"))).startsWith("[{\"name\":\"b\"");
        assertThat(text(server.get("/v1/streams?limit=0"))).isEqualTo("[]");
        assertThat(text(server.get("/v1/streams?limit="))).isEqualTo("[]");
        assertThat(text(server.get("/v1/streams?limit=1&offset=-3")))
                .contains("__stream")
                .doesNotContain("\"b\"");
        assertThat(text(server.get("/v1/streams?offset=99999999999999999999"))).isEqualTo("[]");
        assertThat(server.get("/v1/streams?limit=1.5").statusCode()).isEqualTo(400);
        assertThat(server.get("/v1/streams?offset=x").statusCode()).isEqualTo(400);
    }
}
