package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §1.3: headers and bodies common to all answers, and what is honoured or ignored of a request. */
class HeadersProbesIT {
    private static final byte[] NOT_TEXT = {0, 1, 10, 13, (byte) 0xff, (byte) 0xfe, (byte) 0x80, 31, (byte) 0x8b};

    @Test
    void nosniff_isOnEveryAnswer() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        Answer created = stream.put().body("a").send();
        String etag = stream.get().send().header("ETag");
        List<Answer> answers = List.of(
                created,
                stream.put().send(),
                stream.post().body("b").send(),
                stream.post().send(),
                stream.get().send(),
                stream.get("offset=now").send(),
                stream.get("offset=-1").header("If-None-Match", etag).send(),
                stream.get("offset=" + stream.tail() + "&live=long-poll&timeout=1")
                        .send(),
                stream.head().send(),
                stream.put().closing().send(),
                stream.delete().send(),
                stream.get().send());

        assertThat(answers).allSatisfy(answer -> assertThat(answer).hasHeader("X-Content-Type-Options", "nosniff"));
    }

    @Test
    void stream_mayBeReadFromOtherOrigins() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "a");
        Answer read = stream.get().send();

        assertThat(read).hasStatus(200).hasHeader("Cross-Origin-Resource-Policy", "cross-origin");
        assertThat(stream.get().header("If-None-Match", read.header("ETag")).send())
                .hasStatus(304)
                .hasHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }

    @Test
    void date_isOnAnswers() {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get().send())
                .hasHeaderMatching("Date", "[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    }

    @Test
    @NotReference("sends chunks")
    void contentLength_isZeroOnEmptyAnswersThatMayHaveABody() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put().send()).hasStatus(201).hasHeader("Content-Length", "0");
        assertThat(stream.put().send()).hasStatus(200).hasHeader("Content-Length", "0");
        assertThat(stream.post().producer("p", "0", "0").body("x").send())
                .hasStatus(200)
                .hasHeader("Content-Length", "0");
        assertThat(stream.post().closing().body("x").send()).hasStatus(204).lacksHeader("Content-Length");
        assertThat(stream.post().body("x").send()).hasStatus(409).hasHeader("Content-Length", "0");
        assertThat(stream.delete().send()).hasStatus(204).lacksHeader("Content-Length");
    }

    @Test
    @NotReference("sends chunks")
    void contentLength_isThatOfTheData() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "four");
        assertThat(stream.get().send()).hasStatus(200).hasHeader("Content-Length", "4");
    }

    @Test
    @Ours("RFC 9110 §8.6: HEAD names the length that GET would, or none")
    void head_namesNoOtherLengthThanGet() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "four");
        assertThat(stream.head().send()).hasStatus(200).lacksHeader("Content-Length");
        assertThat(Call.to("HEAD", "/health").send()).hasStatus(200).hasHeader("Content-Length", "11");
    }

    @Test
    void head_isFollowedByTheNextAnswer() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "four");
        String rest = stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host() + "\r\n\r\n";
        try (Wire wire = Wire.open().send("HEAD " + rest + "GET " + rest)) {
            assertThat(wire.head()).hasStatus(200);
            assertThat(wire.answer()).hasStatus(200).hasBody("four");
        }
    }

    @Test
    @NotReference("has errors of another form")
    void head_ofAnError_hasItsHeadersAlone() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        try (Wire wire = stream.head().start()) {
            assertThat(wire.head())
                    .hasStatus(404)
                    .hasHeader("Content-Type", "application/json; charset=utf-8")
                    .hasHeader(
                            "Content-Length", String.valueOf(stream.get().send().body().length));
            assertThat(wire.endsSilently()).isTrue();
        }
    }

    @Test
    void appendAnswers_haveNeitherTypeNorCaching() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().body("x").send())
                .hasStatus(204)
                .lacksHeader("Content-Type")
                .lacksHeader("Cache-Control");
    }

    @Test
    @NotReference("takes an empty Stream-Seq as absent")
    void errors_haveTheOneForm() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.get("offset=").send()).isBadRequest("missing offset");
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).get().send()).isNotFound();
        assertThat(stream.post().header("Stream-Seq", "").body("x").send()).isBadRequest("invalid Stream-Seq");
    }

    @Test
    void headerNames_areReadInAnyCase() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(Call.to("PUT", stream.path())
                        .header("cOnTeNt-TyPe", "text/plain")
                        .header("STREAM-CLOSED", "true")
                        .send())
                .hasStatus(201)
                .hasHeader("Content-Type", "text/plain")
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    void unknownHeadersAndParameters_areIgnored() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.get("unknown=%20&offset=-1&&a&=b")
                        .header("Stream-Unknown", "x")
                        .send())
                .hasStatus(200)
                .hasBody("x");
    }

    @Test
    @NotReference("knows no format")
    void repeatedParameter_theFirstCounts() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        assertThat(stream.get("format=raw&format=nonsense").send())
                .hasStatus(200)
                .hasBody("12");
        assertThat(stream.get("format=nonsense&format=raw").send()).isBadRequest("invalid format");
    }

    @Test
    void expect_isAnsweredBeforeTheBodyComes() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = Wire.open()) {
            wire.send("POST " + stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                    + "\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(wire.answer()).hasStatus(100);
            wire.send("after");
            assertThat(wire.answer()).hasStatus(204);
        }
        assertThat(stream.get().send()).hasBody("after");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096})
    void chunkedBodies_areAccepted(int pieceBytes) {
        String text = "chunk by chunk ".repeat(30);
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);

        assertThat(stream.put().body(text).chunked(pieceBytes).send()).hasStatus(201);
        assertThat(stream.post().body(text).chunked(pieceBytes).send()).hasStatus(204);

        assertThat(stream.get().send()).hasBody(text + text);
    }

    @Test
    @NotReference("takes an announced empty body of chunks otherwise")
    void emptyChunkedBody_isEmpty() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().chunked(1).send()).isBadRequest("empty body");
    }

    @Test
    void contentEncoding_isIgnored() {
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        assertThat(stream.post()
                        .header("Content-Encoding", "gzip")
                        .body(NOT_TEXT)
                        .send())
                .hasStatus(204);
        assertThat(stream.get().send().body()).isEqualTo(NOT_TEXT);
    }

    @Test
    @NotReference("compresses what is large")
    void answers_areNeverCompressed() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "a".repeat(20_000));
        assertThat(stream.get().header("Accept-Encoding", "gzip, br, zstd").send())
                .hasStatus(200)
                .lacksHeader("Content-Encoding")
                .hasBody("a".repeat(20_000));
    }

    @Test
    void range_isIgnored() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "whole");
        assertThat(stream.get().header("Range", "bytes=1-2").send())
                .hasStatus(200)
                .lacksHeader("Content-Range")
                .hasBody("whole");
    }

    @Test
    void allByteValues_comeBackAsSent() {
        var all = new byte[70_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31 + i / 256);
        }
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        assertThat(stream.post().body(all).send()).hasStatus(204);

        assertThat(crc(stream.get().send().body())).isEqualTo(crc(all));
    }

    @Test
    void oneConnection_servesManyRequests() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        try (Wire wire = Wire.open()) {
            for (int i = 0; i < 5; i++) {
                wire.send(plainGet(stream.path()));
                assertThat(wire.answer()).hasStatus(200).hasBody("x");
            }
        }
    }

    @Test
    void connectionClose_isHonoured() {
        try (Wire wire = ProbeStream.create(ProbeStream.TEXT).get().start()) {
            assertThat(wire.answer()).hasStatus(200);
            assertThat(wire.endsSilently()).isTrue();
        }
    }

    @Test
    @Ours("the original ends the connection")
    void pipelinedRequests_areAnsweredInOrder() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        ProbeStream other = ProbeStream.createWith(ProbeStream.TEXT, "other");
        String append = "POST " + stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                + "\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n";
        try (Wire wire = Wire.open()) {
            wire.send(append + "1" + plainGet(other.path()) + append + "2" + plainGet("/v1/nothing") + append + "3");

            assertThat(wire.answer()).hasStatus(204);
            assertThat(wire.answer()).hasStatus(200).hasBody("other");
            assertThat(wire.answer()).hasStatus(204);
            assertThat(wire.answer()).hasStatus(404);
            assertThat(wire.answer()).hasStatus(204).hasHeader("Stream-Next-Offset", Token.of(2));
        }
        assertThat(stream.get().send()).hasBody("123");
    }

    /** RFC 9112 §9.3.2: only safe requests may be processed side by side. */
    @Test
    @Ours("the original ends the connection")
    void pipelinedRequests_seeWhatTheOnesBeforeDid() {
        String path = ProbeStream.fresh(ProbeStream.TEXT).path();
        String rest = " " + path + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                + "\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n";
        String delete = "DELETE " + path + " HTTP/1.1\r\nHost: " + ServerUnderTest.host() + "\r\n\r\n";
        try (Wire wire = Wire.open()) {
            wire.send("PUT" + rest + "1" + "POST" + rest + "2" + plainGet(path) + delete + plainGet(path));

            assertThat(wire.answer()).hasStatus(201);
            assertThat(wire.answer()).hasStatus(204);
            assertThat(wire.answer()).hasStatus(200).hasBody("12");
            assertThat(wire.answer()).hasStatus(204);
            assertThat(wire.answer()).hasStatus(404);
        }
    }

    @Test
    @Ours("D1")
    void preflight_namesMethodsAndHeaders() {
        ProbeStream existing = ProbeStream.create(ProbeStream.TEXT);
        for (ProbeStream stream : List.of(existing, ProbeStream.fresh(ProbeStream.TEXT))) {
            Answer answer = Call.to("OPTIONS", stream.path())
                    .header("Origin", "http://localhost:3000")
                    .header("Access-Control-Request-Method", "PUT")
                    .header("Access-Control-Request-Headers", "if-none-match, stream-seq")
                    .send();

            assertThat(answer.status()).isIn(200, 204);
            assertThat(answer)
                    .hasHeaderMatching("Access-Control-Allow-Origin", "\\*|http://localhost:3000")
                    .hasNoBody();
            assertThat(list(answer, "Access-Control-Allow-Methods"))
                    .contains("get", "post", "put", "delete", "head", "options");
            assertThat(list(answer, "Access-Control-Allow-Headers"))
                    .contains(
                            "content-type",
                            "if-none-match",
                            "stream-closed",
                            "stream-ttl",
                            "stream-expires-at",
                            "stream-seq",
                            "stream-key",
                            "stream-timestamp",
                            "producer-id",
                            "producer-epoch",
                            "producer-seq");
        }
    }

    @Test
    @Ours("D1")
    void answersToAnAllowedOrigin_exposeTheirHeaders() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        List<Answer> answers = List.of(
                stream.get().header("Origin", "http://localhost:3000").send(),
                stream.post()
                        .header("Origin", "http://localhost:3000")
                        .body("y")
                        .send(),
                stream.get("offset=bad")
                        .header("Origin", "http://localhost:3000")
                        .send());

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer).hasHeaderMatching("Access-Control-Allow-Origin", "\\*|http://localhost:3000");
            assertThat(list(answer, "Access-Control-Expose-Headers"))
                    .contains(
                            "stream-next-offset",
                            "stream-end-offset",
                            "stream-up-to-date",
                            "stream-closed",
                            "stream-cursor",
                            "stream-ttl",
                            "stream-expires-at",
                            "stream-expected-seq",
                            "stream-received-seq",
                            "stream-sse-data-encoding",
                            "producer-epoch",
                            "producer-seq",
                            "producer-expected-seq",
                            "producer-received-seq",
                            "etag",
                            "location",
                            "retry-after");
        });
    }

    private static List<String> list(Answer answer, String name) {
        return List.of(answer.header(name).toLowerCase(Locale.ROOT).split("\\s*,\\s*"));
    }

    private static String plainGet(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + ServerUnderTest.host() + "\r\n\r\n";
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
