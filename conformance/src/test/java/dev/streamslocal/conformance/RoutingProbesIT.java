package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §1.1 and §1.2: which path is what, and how a path becomes a stream name. */
@NotReference("has stream paths only, and takes them as they come")
class RoutingProbesIT {
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH"})
    void health_anyMethod_isOk(String method) {
        assertThat(Call.to(method, "/health").send())
                .hasStatus(200)
                .hasBody("{\"ok\":true}")
                .hasHeader("Content-Type", "application/json; charset=utf-8")
                .hasHeader("Cache-Control", "no-store")
                .hasHeader("X-Content-Type-Options", "nosniff");
    }

    @Test
    void health_head_hasNoBody() {
        assertThat(Call.to("HEAD", "/health").send()).hasStatus(200);
    }

    @Test
    void health_queryIsIgnored() {
        assertThat(Call.get("/health?live=sse&offset=x").send()).hasStatus(200).hasBody("{\"ok\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void metrics_anyMethod_isUptimeAndSeries(String method) {
        Answer answer = Call.to(method, "/metrics").send();

        assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/json; charset=utf-8");
        assertThat(answer.text()).matches("\\{\"uptime_ms\":\\d+,\"series\":\\d+}");
    }

    @Test
    void metrics_uptimeGrows() throws InterruptedException {
        long before = Call.get("/metrics").send().json().path("uptime_ms").asLong();
        Thread.sleep(5);
        assertThat(Call.get("/metrics").send().json().path("uptime_ms").asLong())
                .isGreaterThan(before);
    }

    @ParameterizedTest
    @CsvSource({
        "/health, /v1/../health",
        "/health, /%2e/health",
        "/v1/streams?limit=0, /v1/stream/../streams?limit=0",
        "/v1/streams?limit=0, /v1/stream/x/.%2E/../streams?limit=0"
    })
    void dotSegments_areResolvedOnEveryRoute(String path, String sent) {
        assertThat(Call.get(sent).send())
                .hasStatus(200)
                .hasBody(Call.get(path).send().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/stream",
                "/v1/nothing",
                "/health/",
                "/metrics/",
                "/V1/streams",
                "/v1/streams/",
                "/v1/server/_details/"
            })
    void otherPath_isNotFound(String path) {
        assertThat(Call.get(path).send()).isNotFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void otherPath_anyMethod_isNotFound(String method) {
        assertThat(Call.to(method, "/v1/nothing").send()).isNotFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void list_otherMethod_isNotFound(String method) {
        assertThat(Call.to(method, "/v1/streams").send()).isNotFound();
    }

    @ParameterizedTest
    @CsvSource({"POST, _details", "PUT, _details", "DELETE, _mem", "POST, _mem"})
    void serverRoutes_otherMethod_isNotFound(String method, String route) {
        assertThat(Call.to(method, "/v1/server/" + route).send()).isNotFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "TRACE", "PROPFIND"})
    void stream_unsupportedMethod_isBadRequest(String method) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(Call.to(method, stream.path()).send()).isBadRequest("unsupported method");
    }

    @Test
    void missingStream_unsupportedMethod_isStillBadRequest() {
        assertThat(Call.to("PATCH", ProbeStream.fresh(ProbeStream.TEXT).path()).send())
                .isBadRequest("unsupported method");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/stream/",
                "/v1/stream//",
                "/v1/stream/_schema",
                "/v1/stream/pk/a",
                "/v1/stream/_profile/",
                "/v1/stream/touch/meta"
            })
    void noName_isBadRequest(String path) {
        assertThat(Call.get(path).send()).isBadRequest("missing stream name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE"})
    void noName_anyMethod_isBadRequest(String method) {
        assertThat(Call.to(method, "/v1/stream/").send()).isBadRequest("missing stream name");
    }

    @Test
    void missingStream_isNotFound() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        assertThat(stream.get().send()).isNotFound();
        assertThat(stream.post().body("x").send()).isNotFound();
        assertThat(stream.delete().send()).isNotFound();
        assertThat(stream.head().send()).hasStatus(404);
    }

    /** Both paths name one stream. {@code N} stands for a name of this probe. */
    @ParameterizedTest
    @CsvSource({
        "N/b, N%2Fb",
        "N/b, N/b/",
        "N/b, N/b///",
        "N-c, N%2Dc",
        "N+b, N%2Bb",
        "N%20b, %4E/../N%20b",
        "N/b, N/./b",
        "N/b, N/x/../b",
        "N/b, N/x/%2e%2e/b",
        "N/b, N/%2E/b",
        "N/%C3%A9, N/%c3%a9",
        "N/a%2F_schema, N/a%2f_schema",
        "N//a, N%2F%2Fa",
        "N/a%2F, N/a%2F/",
    })
    void twoSpellings_nameOneStream(String first, String second) {
        String name = ProbeStream.freshName();
        String content = "of " + name;

        assertThat(at("PUT", first.replace("N", name)).text(content).send()).hasStatus(201);

        assertThat(at("GET", second.replace("N", name)).send()).hasStatus(200).hasBody(content);
    }

    /** The paths name two streams. */
    @ParameterizedTest
    @CsvSource({
        "N/a, N/A",
        "N/a, N//a",
        "N/a, N/a%2F",
        "N+a, N%20a",
        "N%2525, N%25",
        "N/e%CC%81, N/%C3%A9",
        "N, N%00",
        "N/a%2F_schema, N/a",
        "N.., N",
        "N/_schemas, N",
        "N/pk/a/b, N",
        "N/touch, N",
    })
    void twoSpellings_nameTwoStreams(String first, String second) {
        String name = ProbeStream.freshName();

        assertThat(at("PUT", first.replace("N", name)).text("x").send()).hasStatus(201);

        assertThat(at("GET", second.replace("N", name)).send()).isNotFound();
    }

    @Test
    void leadingEmptySegment_isPartOfTheName() {
        String name = ProbeStream.freshName();
        assertThat(at("PUT", "/" + name).text("x").send()).hasStatus(201);

        assertThat(at("GET", name).send()).isNotFound();
        assertThat(at("GET", "%2F" + name).send()).hasStatus(200).hasBody("x");
    }

    @Test
    void listedName_isTheDecodedOne() {
        var stream = new ProbeStream(ProbeStream.freshName() + "/é \u0001 %41+\uD83D\uDE00", ProbeStream.TEXT);
        assertThat(stream.put().send()).hasStatus(201);

        assertThat(Listing.find(stream.name())).isPresent();
    }

    @Test
    void longName_isFine() {
        var stream = new ProbeStream(ProbeStream.freshName() + "n".repeat(2_000), ProbeStream.TEXT);
        assertThat(stream.put().body("x").send()).hasStatus(201);
        assertThat(stream.get().send()).hasStatus(200).hasBody("x");
    }

    @Test
    void nulInName_isAnOrdinaryCharacter() {
        var stream = new ProbeStream(ProbeStream.freshName() + "\0x", ProbeStream.TEXT);
        assertThat(stream.put().body("x").send()).hasStatus(201);
        assertThat(stream.get().send()).hasStatus(200).hasBody("x");
        assertThat(stream.delete().send()).hasStatus(204);
    }

    @Test
    void pkSuffix_isDroppedForWrites() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        assertThat(Call.to("PUT", stream.path() + "/pk/k").text("a").send()).hasStatus(201);
        assertThat(Call.to("POST", stream.path() + "/pk/k").text("b").send()).hasStatus(204);
        assertThat(stream.get().send()).hasStatus(200).hasBody("ab");
        assertThat(Call.to("HEAD", stream.path() + "/pk/k").send()).hasStatus(200);
        assertThat(Call.to("DELETE", stream.path() + "/pk/k").send()).hasStatus(204);
        assertThat(stream.get().send()).isNotFound();
    }

    @Test
    void pkSuffix_doesNotBecomeTheKeyOfAWrite() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(Call.to("POST", stream.path() + "/pk/k").text("x").send()).hasStatus(204);

        assertThat(stream.get("key=k").send()).hasStatus(200).hasNoBody();
    }

    @Test
    @Ours("D2")
    void reservedFirstSegment_isNeverAStream() {
        String path = "/v1/stream/__ds/" + ProbeStream.freshName();

        assertThat(Call.to("PUT", path).text("x").send()).isProblem(404, "not_found");
        assertThat(Call.get(path).send()).isProblem(404, "not_found");
        assertThat(Call.get("/v1/stream/__ds").send()).isProblem(404, "not_found");
    }

    @Test
    void reservedWordElsewhere_isAnOrdinarySegment() {
        String name = ProbeStream.freshName();
        assertThat(at("PUT", name + "/__ds").text("x").send()).hasStatus(201);
        assertThat(at("PUT", "__ds" + name).text("x").send()).hasStatus(201);
    }

    @Test
    void metricsStream_existsAndIsListed() {
        assertThat(Call.to("HEAD", "/v1/stream/__stream_metrics__").send())
                .hasStatus(200)
                .hasHeader("Content-Type", ProbeStream.JSON);
        assertThat(Listing.find("__stream_metrics__"))
                .hasValueSatisfying(
                        row -> assertThat(row.path("profile").asText()).isEqualTo("metrics"));
    }

    private static Call at(String method, String path) {
        return Call.to(method, "/v1/stream/" + path);
    }
}
