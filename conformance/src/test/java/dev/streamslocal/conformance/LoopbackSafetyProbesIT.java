package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decision 13: which {@code Host} and which {@code Origin} a server on a developer's machine answers. */
@Ours("decision 13")
class LoopbackSafetyProbesIT {
    private static final String FOREIGN = "http://evil.example";

    // Host

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:1",
                "LocalHost:80",
                "app.localhost",
                "a.b.localhost:8080",
                "127.0.0.1",
                "127.0.0.1:9",
                "127.255.3.4:80",
                "[::1]",
                "[::1]:8080"
            })
    void loopbackHost_isServed(String host) {
        assertThat(Call.get("/v1/streams?limit=1").host(host).send()).hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "192.168.1.5",
                "10.0.0.1:80",
                "0.0.0.0",
                "128.0.0.1",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "notlocalhost",
                "127.0.0.1evil",
                "[::2]",
                "[2001:db8::1]:80",
                "127.1.evil",
                "user@evil.example",
            })
    void otherHost_isForbidden(String host) {
        Answer answer = Call.get("/v1/streams?limit=1").host(host).send();
        assertThat(answer).isProblem(403, "forbidden");
        assertThat(answer.json().at("/error/message").asText())
                .startsWith("host not allowed: " + host.replaceFirst(":\\d+$", ""));
    }

    @Test
    void otherHost_changesNothing() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.post().host("evil.example").body("y").send()).hasStatus(403);
        assertThat(stream.delete().host("evil.example").send()).hasStatus(403);
        assertThat(stream.get("offset=-1&live=sse").host("evil.example").send()).hasStatus(403);
        assertThat(stream.get().send()).hasBody("x");
    }

    @Test
    void missingHost_isBadRequest() {
        try (Wire wire = Wire.open()) {
            assertThat(wire.send("GET /v1/streams HTTP/1.1\r\n\r\n").answer()).hasStatus(400);
        }
    }

    @Test
    void twoHosts_areBadRequest() {
        try (Wire wire = Wire.open()) {
            String port = ":" + URI.create(ServerUnderTest.url()).getPort();
            assertThat(wire.send("GET /v1/streams HTTP/1.1\r\nHost: localhost" + port
                                    + "\r\nHost: evil.example\r\n\r\n")
                            .answer())
                    .hasStatus(400);
        }
    }

    // Origin

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000",
                "http://localhost",
                "https://127.0.0.1:5173",
                "http://app.localhost:1",
                "http://[::1]:8080"
            })
    void loopbackOrigin_mayWrite(String origin) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Origin", origin).send()).hasStatus(201);
        assertThat(stream.post().header("Origin", origin).body("x").send())
                .hasStatus(204)
                .hasHeaderMatching("Access-Control-Allow-Origin", "\\*|" + Pattern.quote(origin));
        assertThat(stream.delete().header("Origin", origin).send()).hasStatus(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FOREIGN,
                "https://evil.example:3000",
                "null",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "http://192.168.1.5",
                "file://",
                "nonsense"
            })
    void foreignOrigin_mayNotWrite(String origin) {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        String message = "origin not allowed: " + origin;

        assertThat(stream.post().header("Origin", origin).body("y").send()).isProblem(403, "forbidden", message);
        assertThat(stream.bare().closing().header("Origin", origin).send()).isProblem(403, "forbidden", message);
        assertThat(stream.delete().header("Origin", origin).send()).isProblem(403, "forbidden", message);
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .put()
                        .header("Origin", origin)
                        .send())
                .isProblem(403, "forbidden", message);

        assertThat(stream.get().send()).hasBody("x").lacksHeader("Stream-Closed");
    }

    @Test
    void foreignOrigin_isRefusedBeforeAnythingElse() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .post()
                        .header("Origin", FOREIGN)
                        .body("x")
                        .send())
                .hasStatus(403);
        assertThat(Call.to("PATCH", "/v1/stream/x").header("Origin", FOREIGN).send())
                .hasStatus(403);
    }

    @Test
    void foreignOrigin_mayReadButIsToldNothing() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.get().header("Origin", FOREIGN).send())
                .hasStatus(200)
                .lacksHeader("Access-Control-Allow-Origin")
                .lacksHeader("Access-Control-Expose-Headers");
        assertThat(stream.head().header("Origin", FOREIGN).send())
                .hasStatus(200)
                .lacksHeader("Access-Control-Allow-Origin");
        assertThat(Call.get("/v1/streams?limit=1").header("Origin", "null").send())
                .hasStatus(200)
                .lacksHeader("Access-Control-Allow-Origin");
    }

    @Test
    void foreignPreflight_namesHeadersButNotTheOrigin() {
        Answer answer = Call.to("OPTIONS", ProbeStream.fresh(ProbeStream.TEXT).path())
                .header("Origin", FOREIGN)
                .header("Access-Control-Request-Method", "POST")
                .send();
        assertThat(answer.status()).isIn(200, 204);
        assertThat(answer.header("Access-Control-Allow-Headers")).containsIgnoringCase("If-None-Match");
        assertThat(answer).lacksHeader("Access-Control-Allow-Origin");
    }

    @Test
    void noOrigin_isNoBrowser() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).put().send()).hasStatus(201);
    }
}
