package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §3 and §4: PUT and what HEAD shows of it. */
class CreateProbesIT {
    private static final String ONE_LIFETIME = "only one of Stream-TTL or Stream-Expires-At is allowed";

    @Test
    @NotReference("has offsets of another form")
    void create_answersTypeTailAndLocation() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        assertThat(stream.put().send())
                .hasStatus(201)
                .hasNoBody()
                .hasHeader("Content-Type", "text/plain")
                .hasHeader("Stream-Next-Offset", Token.START)
                .hasHeader("Location", ServerUnderTest.url() + stream.path())
                .hasHeader("Content-Length", "0")
                .lacksHeader("Stream-Closed")
                .lacksHeader("Stream-Expires-At");
    }

    @Test
    @NotReference("leaves the query out")
    void location_keepsTheQueryAndTheHostAsked() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        assertThat(Call.to("PUT", stream.path() + "?a=1&b=%20")
                        .host("localhost:4321")
                        .text("")
                        .send())
                .hasStatus(201)
                .hasHeader("Location", "http://localhost:4321" + stream.path() + "?a=1&b=%20");
    }

    @Test
    @NotReference("leaves the host of the target out")
    void location_ofAnAbsoluteTarget_namesItsHost() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        String url = "http://localhost:4321" + stream.path() + "?a=1";

        // Whoever is named as host beside an absolute target does not count (RFC 9112 §3.2.2).
        assertThat(Call.to("PUT", url).host("elsewhere.example").text("").send())
                .hasStatus(201)
                .hasHeader("Location", url);
    }

    @Test
    void again_isOkWithoutLocationAndAppendsNothing() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "first");

        Answer again = stream.put().body("second").send();

        assertThat(again)
                .hasStatus(200)
                .hasNoBody()
                .hasHeader("Content-Type", "text/plain")
                .lacksHeader("Location");
        assertThat(again.nextOffset()).isEqualTo(stream.tail());
        assertThat(stream.get().send()).hasBody("first");
    }

    @Test
    @NotReference("lets a body of the wrong form fail first")
    void again_ignoresTheBodyEvenIfItIsNotJson() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.put().body("{").send()).hasStatus(200);
        assertThat(stream.get().send()).hasBody("[]");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=utf-8, text/plain",
        "TEXT/Plain, text/plain",
        "'  text/html ;x', text/html",
        "Application/JSON; charset=utf-8, application/json",
        "nonsense, nonsense",
        "'', application/octet-stream",
        "; charset=utf-8, application/octet-stream",
    })
    @NotReference("keeps parameters and checks syntax")
    void contentType_isKeptInItsBareForm(String sent, String kept) {
        ProbeStream stream = ProbeStream.fresh(sent);

        assertThat(stream.put().send()).hasStatus(201).hasHeader("Content-Type", kept);
        assertThat(stream.head().send()).hasStatus(200).hasHeader("Content-Type", kept);
    }

    @Test
    void contentType_absent_isOctetStream() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.BINARY);
        assertThat(Call.to("PUT", stream.path()).send())
                .hasStatus(201)
                .hasHeader("Content-Type", "application/octet-stream");
    }

    @Test
    @NotReference("has no end offset and offsets of another form")
    void head_showsTheTail() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");

        assertThat(stream.head().send())
                .hasStatus(200)
                .hasHeader("Content-Type", "application/json")
                .hasHeader("Stream-Next-Offset", Token.of(1))
                .hasHeader("Stream-End-Offset", Token.of(1))
                .hasHeader("Cache-Control", "no-store")
                .lacksHeader("Stream-Closed")
                .lacksHeader("Stream-TTL")
                .lacksHeader("Stream-Expires-At")
                .lacksHeader("ETag");
    }

    @Test
    void head_ofAClosedStream_saysSo() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.close();
        assertThat(stream.head().send()).hasHeader("Stream-Closed", "true");
    }

    @ParameterizedTest
    @CsvSource({"hello, 0", "'', -1"})
    @NotReference("has offsets of another form")
    void bytes_areOneEntryOrNone(String body, long last) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().body(body).send()).hasStatus(201).hasHeader("Stream-Next-Offset", Token.of(last));
        assertThat(stream.get().send()).hasBody(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1,2,3] | 2 | [1,2,3]",
                "{\"a\":1} | 0 | [{\"a\":1}]",
                "[[1,2],[3]] | 1 | [[1,2],[3]]",
                "[] | -1 | []",
                "null | 0 | [null]",
                "\"s\" | 0 | [\"s\"]",
                "17 | 0 | [17]",
            })
    @NotReference("has offsets of another form")
    void json_isOneEntryPerElement(String body, long last, String read) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.JSON);
        assertThat(stream.put().body(body).send()).hasStatus(201).hasHeader("Stream-Next-Offset", Token.of(last));
        assertThat(stream.get().send()).hasStatus(200).hasBody(read);
    }

    @Test
    void closed_withContent_isReadableAndClosed() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        assertThat(stream.put().closing().body("all").send()).hasStatus(201).hasHeader("Stream-Closed", "true");

        assertThat(stream.get().send()).hasBody("all").hasHeader("Stream-Closed", "true");
        assertThat(stream.post().body("more").send()).isBareConflict(409).hasHeader("Stream-Closed", "true");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "' True ', true", "false, ''", "1, ''", "yes, ''", "'', ''"})
    @NotReference("takes the word in lower case only")
    void closedFlag_isOnlyTheWordTrue(String value, String shown) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        Answer created = stream.put().header("Stream-Closed", value).send();

        assertThat(created).hasStatus(201);
        assertThat(created.header("Stream-Closed")).isEqualTo(shown);
        assertThat(stream.head().send().header("Stream-Closed")).isEqualTo(shown);
    }

    @Test
    @NotReference("knows no keys")
    void key_isThatOfTheInitialEntries() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.JSON);
        assertThat(stream.put().header("Stream-Key", "k").body("[1,2]").send()).hasStatus(201);
        stream.append("3");

        assertThat(stream.get("key=k").send()).hasBody("[1,2]");
    }

    @Test
    @NotReference("checks them")
    void producerSequenceAndTimestamp_areIgnored() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .producer("", "x", "y")
                        .header("Stream-Seq", "")
                        .header("Stream-Timestamp", "never")
                        .body("x")
                        .send())
                .hasStatus(201)
                .lacksHeader("Producer-Epoch");
    }

    // Lifetimes

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "05", "abc", "+1", "1e3", "10x", "s", "1 s", "0x10", "1500ms"})
    void ttl_ofAnotherForm_isBadRequest(String ttl) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-TTL", ttl).send()).isProblem(400, "bad_request");
        assertThat(stream.head().send()).hasStatus(404);
    }

    @Test
    void ttl_ofAnotherForm_saysSo() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .put()
                        .header("Stream-TTL", "soon")
                        .send())
                .isBadRequest("invalid Stream-TTL");
    }

    @ParameterizedTest
    @CsvSource({"3600, 3600", "' 3600 ', 3600", "15m, 900", "24h, 86400", "2d, 172800", "7200s, 7200", "2000000ms, 2000"
    })
    @NotReference("takes seconds only")
    void ttl_isInSecondsOrWithAUnit(String ttl, long seconds) {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, ttl);

        Answer head = stream.head().send();

        assertThat(head).hasHeader("Stream-TTL", String.valueOf(seconds));
        assertThat(Instant.parse(head.header("Stream-Expires-At")))
                .isBetween(
                        Instant.now().plusSeconds(seconds - 60), Instant.now().plusSeconds(seconds));
    }

    @Test
    void ttl_presentButEmpty_isAbsent() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-TTL", "").send()).hasStatus(201);
        assertThat(stream.head().send()).lacksHeader("Stream-TTL").lacksHeader("Stream-Expires-At");
    }

    @Test
    @Ours("D4")
    void head_showsTheConfiguredTtl() throws InterruptedException {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, "100");
        Thread.sleep(1_100);
        assertThat(stream.head().send()).hasHeader("Stream-TTL", "100");
    }

    @Test
    @NotReference("does not show it when created")
    void expiry_isShownWhenCreatedAndConfirmed() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        Call[] twice = {
            stream.put().header("Stream-Expires-At", "2099-05-06T07:08:09Z"),
            stream.put().header("Stream-Expires-At", "2099-05-06T07:08:09Z")
        };
        assertThat(twice[0].send()).hasStatus(201).hasHeader("Stream-Expires-At", "2099-05-06T07:08:09.000Z");
        assertThat(twice[1].send()).hasStatus(200).hasHeader("Stream-Expires-At", "2099-05-06T07:08:09.000Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2099-01-01T00:00:00Z, 2099-01-01T00:00:00.000Z",
        "2099-01-01T02:00:00+02:00, 2099-01-01T00:00:00.000Z",
        "2099-01-01T00:00:00.1239Z, 2099-01-01T00:00:00.123Z",
        "4070908800123999999, 2099-01-01T00:00:00.123Z",
        "2099-01-01, 2099-01-01T00:00:00.000Z",
        "2099-01-01T00:00Z, 2099-01-01T00:00:00.000Z",
        "' 2099-01-01T00:00:00Z ', 2099-01-01T00:00:00.000Z",
        "2099-01-01T00:00:00.5Z, 2099-01-01T00:00:00.500Z",
    })
    @NotReference("echoes the text it was sent")
    void expiresAt_isADateOrNanoseconds(String sent, String shown) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-Expires-At", sent).send()).hasStatus(201);
        assertThat(stream.head().send()).hasHeader("Stream-Expires-At", shown).lacksHeader("Stream-TTL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "2099-13-01T00:00:00Z", "2099-01-01T25:00:00Z"})
    void expiresAt_ofAnotherForm_isBadRequest(String sent) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-Expires-At", sent).send()).isBadRequest("invalid timestamp: " + sent);
        assertThat(stream.head().send()).hasStatus(404);
    }

    @ParameterizedTest
    @CsvSource({"60, 2099-01-01T00:00:00Z", "soon, never", "0, 1"})
    void bothLifetimes_areRefusedBeforeEitherIsRead(String ttl, String expiresAt) {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .put()
                        .header("Stream-TTL", ttl)
                        .header("Stream-Expires-At", expiresAt)
                        .send())
                .isBadRequest(ONE_LIFETIME);
    }

    @Test
    @Ours("the original answers 500 and a list that fails")
    void deadlineBeyondTheCalendar_isBadRequest() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-TTL", "1000000000000000").send()).isProblem(400, "bad_request");
        assertThat(stream.put()
                        .header("Stream-Expires-At", "99999999999999999999999999")
                        .send())
                .isProblem(400, "bad_request");
        assertThat(stream.put().header("Stream-TTL", "1000000000000000d").send())
                .isProblem(400, "bad_request");
        assertThat(stream.put().header("Stream-TTL", "99999999999999999999999").send())
                .isProblem(400, "bad_request");
        assertThat(stream.head().send()).hasStatus(404);
        assertThat(Call.get("/v1/streams?limit=1").send()).hasStatus(200);
    }

    @Test
    @NotReference("answers 500")
    void expiresAt_inThePast_isCreatedAndGone() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2001-01-01T00:00:00Z")
                        .send())
                .hasStatus(201);
        assertThat(stream.get().send()).isProblem(404, "not_found", "stream expired");
    }

    @Test
    @Ours("the original answers 500")
    void expiresAt_inThePast_takesABody() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2001-01-01T00:00:00Z")
                        .body("x")
                        .send())
                .hasStatus(201);
        assertThat(stream.get().send()).isProblem(404, "not_found", "stream expired");
    }

    // Same configuration or not

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=utf-8, '', '', 200",
        "text/html, '', '', 409",
        "text/plain, 60, '', 409",
        "text/plain, '', 2099-01-01T00:00:00Z, 409",
    })
    @NotReference("compares parameters")
    void confirmPlainStream(String type, String ttl, String expiresAt, int status) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(confirm(stream, type, ttl, expiresAt).send()).hasStatus(status);
    }

    @ParameterizedTest
    @CsvSource({"60, '', 200", "1m, '', 200", "61, '', 409", "'', '', 409", "'', 2099-01-01T00:00:00Z, 409"})
    @NotReference("takes seconds only")
    void confirmTtlStream(String ttl, String expiresAt, int status) {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, "60");
        assertThat(confirm(stream, ProbeStream.TEXT, ttl, expiresAt).send()).hasStatus(status);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2099-01-01T00:00:00Z, 200",
        "'', 2099-01-01T01:00:00+01:00, 200",
        "'', 2099-01-01T00:00:00.001Z, 409",
        "'', '', 409",
        "60, '', 409",
    })
    @NotReference("compares texts")
    void confirmExpiringStream(String ttl, String expiresAt, int status) {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2099-01-01T00:00:00Z")
                        .send())
                .hasStatus(201);
        assertThat(confirm(stream, ProbeStream.TEXT, ttl, expiresAt).send()).hasStatus(status);
    }

    @Test
    void mismatch_saysSo() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-TTL", "5").send()).isProblem(409, "conflict", "stream config mismatch");
    }

    @Test
    void confirm_comparesTheClosedStateOfNow() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.put().closing().send()).hasStatus(409);

        stream.close();

        assertThat(stream.put().send()).hasStatus(409);
        assertThat(stream.put().closing().send()).hasStatus(200).hasHeader("Stream-Closed", "true");
    }

    // One transaction

    @Test
    @Ours("D5")
    void badBody_leavesNothingBehind() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.JSON);

        assertThat(stream.put().body("{\"a\":").send()).isBadRequest("invalid JSON");
        assertThat(stream.head().send()).hasStatus(404);

        assertThat(stream.put().body("{\"a\":1}").send()).hasStatus(201);
        assertThat(stream.get().send()).hasBody("[{\"a\":1}]");
    }

    @Test
    void badBody_isBadRequest() {
        assertThat(ProbeStream.fresh(ProbeStream.JSON).put().body("{\"a\":").send())
                .isBadRequest("invalid JSON");
    }

    @Test
    @NotReference("answers 500 to a deadline in the past")
    void expiredName_isFreeAtOnce() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2001-01-01T00:00:00Z")
                        .send())
                .hasStatus(201);

        assertThat(stream.put().body("new").send()).hasStatus(201);

        assertThat(stream.get().send()).hasStatus(200).hasBody("new").lacksHeader("Stream-Expires-At");
    }

    @Test
    void concurrentCreates_areOneCreationAndConfirmations() throws Exception {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        var statuses = Together.run(8, () -> stream.put().body("x").send().status());

        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
        assertThat(stream.get().send()).hasBody("x");
    }

    @Test
    void expiresAt_keepsItsPromiseToTheMillisecond() {
        Instant soon = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().header("Stream-Expires-At", soon.toString()).send())
                .hasStatus(201);
        assertThat(Instant.parse(stream.head().send().header("Stream-Expires-At")))
                .isEqualTo(soon);
    }

    private static Call confirm(ProbeStream stream, String type, String ttl, String expiresAt) {
        return Call.to("PUT", stream.path())
                .type(type)
                .header("Stream-TTL", ttl)
                .header("Stream-Expires-At", expiresAt);
    }
}
