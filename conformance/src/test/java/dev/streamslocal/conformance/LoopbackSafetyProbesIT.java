package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]",
                "LOCALHOST.:80",
                "localhost:",
                "127.0.0.1.",
                "a-b_c.localhost."
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
                "localtest.me",
                "127.0.0.1.nip.io",
                "xlocalhost",
                "localhost..",
                ".localhost",
                "a..localhost",
                "evil.example/.localhost",
                "evil.example#.localhost",
                "evil.example\\.localhost",
                "127.1",
                "127.0.1",
                "127.0.0.256",
                "127.0.0.1..",
                "0177.0.0.1",
                "0x7f.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "2130706433",
                "0",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::127.0.0.1]",
                "[::1%lo]",
                "[::1",
                "localhost:x",
                "localhost:123456",
            })
    void otherHost_isForbidden(String host) {
        Answer answer = Call.get("/v1/streams?limit=1").host(host).send();
        assertThat(answer).isProblem(403, "forbidden");
        assertThat(answer.json().at("/error/message").asText())
                .startsWith("host not allowed: " + host.replaceFirst(":\\d+$", ""));
        // To the browser a name that now points here is of the same origin.
        String origin = "http://" + host;
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .put()
                        .host(host)
                        .header("Origin", origin)
                        .send())
                .isProblem(403, "forbidden");
        assertThat(Call.to("OPTIONS", "/v1/streams")
                        .host(host)
                        .header("Origin", origin)
                        .send())
                .isProblem(403, "forbidden")
                .lacksHeader("Access-Control-Allow-Origin");
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
                "http://[::1]:8080",
                "HTTP://LocalHost:3000",
                "http://localhost.:3000",
                "http://127.255.0.1"
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
                "nonsense",
                "NULL",
                "",
                "localhost",
                "http://",
                "http://:80",
                "ftp://localhost",
                "chrome-extension://localhost",
                "http://127.1",
                "http://0x7f.1:3000",
                "http://2130706433",
                "http://0.0.0.0:3000",
                "http://[::]:3000",
                "http://[::ffff:127.0.0.1]",
                "http://evil.example:80@localhost",
                "http://localhost@evil.example",
                "http://localhost:3000@evil.example",
                "http://evil.example/.localhost",
                "http://evil.example#.localhost",
                "http://localhost:3000/evil",
                "http://localhost, http://evil.example",
                "http://localhost http://evil.example",
                "http://localhost http://localhost"
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

    @ParameterizedTest
    @CsvSource({"http://localhost, " + FOREIGN, FOREIGN + ", http://localhost", "http://localhost, http://localhost"})
    void twoOrigins_mayNotWriteAndAreToldNothing(String first, String second) {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.post()
                        .header("Origin", first)
                        .header("Origin", second)
                        .body("y")
                        .send())
                .isProblem(403, "forbidden");
        assertThat(stream.get().header("Origin", first).header("Origin", second).send())
                .hasBody("x")
                .lacksHeader("Access-Control-Allow-Origin");
    }

    /** What a page may send anywhere without asking: forms, beacons, images. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;charset=UTF-8",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b",
                "application/json"
            })
    void simplePostOfForeignPage_storesNothing(String type) {
        var stream = new ProbeStream(ProbeStream.freshName(), type);
        assertThat(stream.put().send()).hasStatus(201);
        for (String origin : List.of(FOREIGN, "null")) {
            assertThat(stream.post()
                            .header("Origin", origin)
                            .header("Sec-Fetch-Site", "cross-site")
                            .header("Sec-Fetch-Mode", "no-cors")
                            .body("[1]")
                            .send())
                    .isProblem(403, "forbidden")
                    .lacksHeader("Access-Control-Allow-Origin");
        }
        assertThat(stream.tail()).isEqualTo(Token.START);
    }

    @Test
    void foreignOrigin_isRefusedOnAConnectionThatServedAnAllowedOne() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = Wire.open()) {
            for (String origin : List.of("http://localhost", FOREIGN, "http://localhost", "null")) {
                wire.send("POST " + stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                        + "\r\nContent-Type: text/plain\r\nContent-Length: 1\r\nOrigin: " + origin + "\r\n\r\nx");
                assertThat(wire.answer()).hasStatus(origin.contains("localhost") ? 204 : 403);
            }
        }
        assertThat(stream.get().send()).hasBody("xx");
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

    @ParameterizedTest
    @ValueSource(strings = {"", "offset=now", "offset=-1&live=sse", "offset=now&live=long-poll&timeout=1"})
    void foreignReader_isToldNothingWhateverItReads(String query) {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        try (Wire wire = stream.get(query).header("Origin", FOREIGN).start()) {
            Answer head = wire.head();
            assertThat(head.status()).isIn(200, 204);
            assertThat(head.headers()).noneMatch(header -> header.name().startsWith("Access-Control"));
        }
    }

    @Test
    void foreignReader_isToldNothingOfErrors() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .get()
                        .header("Origin", FOREIGN)
                        .send())
                .isNotFound()
                .lacksHeader("Access-Control-Allow-Origin");
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:3000, true", FOREIGN + ", ''", "null, ''", "http://0.0.0.0, ''"})
    void privateNetworkPreflight_isGrantedToLoopbackAlone(String origin, String granted) {
        Answer answer = preflight(origin, "Access-Control-Request-Private-Network", "true");
        assertThat(answer.header("Access-Control-Allow-Private-Network")).isEqualTo(granted);
        assertThat(answer.has("Access-Control-Allow-Origin")).isEqualTo(!granted.isEmpty());
    }

    @Test
    void privateNetwork_isNotGrantedUnasked() {
        assertThat(preflight("http://localhost:3000", "Access-Control-Request-Method", "PUT"))
                .lacksHeader("Access-Control-Allow-Private-Network");
    }

    @Test
    void loopbackPreflight_namesAllOfTheProtocol() {
        Answer answer = preflight("http://localhost:3000", "Access-Control-Request-Method", "DELETE");

        assertThat(answer)
                .hasHeader("Access-Control-Allow-Origin", "http://localhost:3000")
                .hasHeader("Vary", "Origin")
                .lacksHeader("Access-Control-Allow-Credentials");
        assertThat(answer.header("Access-Control-Allow-Methods"))
                .contains("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .contains(
                        "Content-Type",
                        "Authorization",
                        "If-None-Match",
                        "Stream-Closed",
                        "Stream-TTL",
                        "Stream-Expires-At",
                        "Stream-Key",
                        "Stream-Timestamp",
                        "Stream-Seq",
                        "Producer-Id",
                        "Producer-Epoch",
                        "Producer-Seq");
    }

    private static Answer preflight(String origin, String name, String value) {
        Answer answer = Call.to("OPTIONS", ProbeStream.fresh(ProbeStream.TEXT).path())
                .header("Origin", origin)
                .header(name, value)
                .send();
        assertThat(answer.status()).isIn(200, 204);
        return answer;
    }

    @Test
    void noOrigin_isNoBrowser() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).put().send()).hasStatus(201);
    }
}
