package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Contract 10 §5.4: the ways in which an append fails, and which of two comes first. The numbers are those of the contract's table;
 * each probe of an order breaks both rules in one request.
 */
@NotReference("has an order of its own")
class PrecedenceProbesIT {
    private static final String BAD_JSON = "{\"a\":";

    // Each failure by itself

    @Test
    void n1_missingStream() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).post().body("x").send()).isNotFound();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 0, invalid Producer-Id",
        "'  ', 0, 0, invalid Producer-Id",
        "-, 0, 0, invalid Producer-Id",
        "-, -, 0, invalid Producer-Id",
        "-, x, -, invalid Producer-Id",
        "p, -, 0, missing producer headers",
        "p, 0, -, missing producer headers",
        "p, '', 0, missing producer headers",
        "p, 0, '', missing producer headers",
        "p, -, -, missing producer headers",
        "p, x, 0, invalid producer headers",
        "p, 0, -1, invalid producer headers",
        "p, 1.5, 0, invalid producer headers",
        "p, 0, 1e3, invalid producer headers",
        "p, +1, 0, invalid producer headers",
        "p, 0x1, 0, invalid producer headers",
    })
    void n2_producerHeaders(String id, String epoch, String seq, String message) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Call call = stream.post().body("x");
        addUnlessAbsent(call, "Producer-Id", id);
        addUnlessAbsent(call, "Producer-Epoch", epoch);
        addUnlessAbsent(call, "Producer-Seq", seq);
        assertThat(call.send()).isBadRequest(message);
        assertThat(stream.get().send()).hasNoBody();
    }

    @Test
    void n4_emptyBody() {
        assertThat(ProbeStream.create(ProbeStream.TEXT).post().send()).isBadRequest("empty body");
        assertThat(ProbeStream.create(ProbeStream.JSON)
                        .post()
                        .header("Stream-Closed", "false")
                        .send())
                .isBadRequest("empty body");
    }

    @ParameterizedTest
    @CsvSource({"''", "'  '", ";charset=utf-8"})
    void n5_emptyContentType(String type) {
        assertThat(ProbeStream.create(ProbeStream.TEXT)
                        .bare()
                        .type(type)
                        .body("x")
                        .send())
                .isBadRequest("missing content-type");
    }

    @Test
    void n5_noContentType() {
        assertThat(ProbeStream.create(ProbeStream.TEXT).bare().body("x").send()).isBadRequest("missing content-type");
        assertThat(ProbeStream.create(ProbeStream.TEXT)
                        .bare()
                        .closing()
                        .body("x")
                        .send())
                .isBadRequest("missing content-type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":",
                "[1,2",
                "[1,]",
                "[,1]",
                "{a:1}",
                "'x'",
                "01",
                "1 2",
                "[1] [2]",
                "nul",
                "\"\\x\"",
                "{\"a\":1,}",
                "+1",
                ".5",
                "1.",
                "NaN",
                "[1]]",
                "` `",
                "\"a"
            })
    void n6_malformedJson(String body) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().body(body).send()).isBadRequest("invalid JSON");
        assertThat(stream.get().send()).hasBody("[]");
    }

    @Test
    void n6_controlCharacterInAString() {
        assertThat(ProbeStream.create(ProbeStream.JSON).post().body("\"a\nb\"").send())
                .isBadRequest("invalid JSON");
    }

    @Test
    void n6_emptyArray() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().body("[]").send()).isBadRequest("empty JSON array");
        assertThat(stream.post().body(" [ ] ").send()).isBadRequest("empty JSON array");
        assertThat(stream.post().closing().body("[]").send()).isBadRequest("empty JSON array");
        assertThat(stream.head().send()).lacksHeader("Stream-Closed");
    }

    @Test
    void n9_closedStream() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        String tail = stream.append("x");
        stream.close();
        assertThat(stream.post().body("y").send())
                .isBareConflict(409)
                .hasHeader("Stream-Next-Offset", tail)
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    void n10_otherContentType() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.bare().type("text/html").body("x").send())
                .isProblem(409, "conflict", "content-type mismatch");
        assertThat(stream.bare().json("[1]").send()).isProblem(409, "conflict", "content-type mismatch");
        assertThat(ProbeStream.create(ProbeStream.JSON).bare().text("[1]").send())
                .isProblem(409, "conflict", "content-type mismatch");
    }

    @Test
    void n11_staleEpoch() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "3", "0").body("x").send()).hasStatus(200);
        assertThat(stream.post().producer("p", "2", "1").body("y").send())
                .isBareConflict(403)
                .hasHeader("Producer-Epoch", "3");
    }

    @Test
    void n12_newEpochOrProducerMustStartAtZero() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "1").body("x").send()).isBadRequest("invalid producer sequence");
        assertThat(stream.post().producer("p", "0", "0").body("x").send()).hasStatus(200);
        assertThat(stream.post().producer("p", "1", "1").body("x").send()).isBadRequest("invalid producer sequence");
    }

    @Test
    void n14_producerGap() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("x").send()).hasStatus(200);
        assertThat(stream.post().producer("p", "0", "3").body("y").send())
                .isBareConflict(409)
                .hasHeader("Producer-Expected-Seq", "1")
                .hasHeader("Producer-Received-Seq", "3")
                .lacksHeader("Stream-Closed");
        assertThat(stream.get().send()).hasBody("x");
    }

    // Which comes first

    @Test
    void n1_beforeEverythingElse() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT)
                        .bare()
                        .producer("", "x", "y")
                        .header("Stream-Seq", "")
                        .header("Stream-Timestamp", "never")
                        .send())
                .isNotFound();
    }

    @Test
    void n2_producerBeforeStreamSeqBeforeTimestamp() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "x", "0")
                        .header("Stream-Seq", "")
                        .header("Stream-Timestamp", "never")
                        .body("x")
                        .send())
                .isBadRequest("invalid producer headers");
        assertThat(stream.post()
                        .header("Stream-Seq", "")
                        .header("Stream-Timestamp", "never")
                        .body("x")
                        .send())
                .isBadRequest("invalid Stream-Seq");
    }

    @Test
    void n2_beforeEmptyBodyAndClosedStream() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.bare().header("Stream-Timestamp", "never").send()).isBadRequest("invalid timestamp: never");
        stream.close();
        assertThat(stream.post().header("Stream-Seq", "").body("x").send()).isBadRequest("invalid Stream-Seq");
        assertThat(stream.bare().closing().producer("p", "x", "0").send()).isBadRequest("invalid producer headers");
    }

    @Test
    void n4_beforeContentTypeAndClosedStream() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.bare().send()).isBadRequest("empty body");
        stream.close();
        assertThat(stream.post().send()).isBadRequest("empty body");
    }

    @Test
    void n5_beforeClosedStream() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.close();
        assertThat(stream.bare().body("x").send()).isBadRequest("missing content-type");
    }

    @Test
    void n6_beforeClosedStreamAndOtherContentType() {
        ProbeStream text = ProbeStream.create(ProbeStream.TEXT);
        assertThat(text.bare().json(BAD_JSON).send()).isBadRequest("invalid JSON");

        ProbeStream closed = ProbeStream.create(ProbeStream.JSON);
        closed.close();
        assertThat(closed.post().body(BAD_JSON).send()).isBadRequest("invalid JSON");
        assertThat(closed.post().body("[]").send()).isBadRequest("empty JSON array");
    }

    @Test
    void n6_beforeProducerAndStreamSeq() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post()
                        .producer("p", "5", "0")
                        .header("Stream-Seq", "b")
                        .body("[1]")
                        .send())
                .hasStatus(200);
        assertThat(stream.post()
                        .producer("p", "4", "9")
                        .header("Stream-Seq", "a")
                        .body(BAD_JSON)
                        .send())
                .isBadRequest("invalid JSON");
    }

    @Test
    void n9_beforeOtherContentType() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.close();
        assertThat(stream.bare().type("text/html").body("x").send())
                .isBareConflict(409)
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    void n9_beforeProducersAndStreamSeq() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "5", "0")
                        .header("Stream-Seq", "b")
                        .body("x")
                        .send())
                .hasStatus(200);
        stream.close();

        assertThat(stream.post().producer("p", "4", "0").body("x").send())
                .isBareConflict(409)
                .hasHeader("Stream-Closed", "true");
        assertThat(stream.post().producer("p", "5", "0").body("x").send())
                .isBareConflict(409)
                .hasHeader("Stream-Closed", "true");
        assertThat(stream.post().producer("p", "5", "7").body("x").send())
                .isBareConflict(409)
                .hasHeader("Stream-Closed", "true")
                .lacksHeader("Producer-Expected-Seq");
        assertThat(stream.post().header("Stream-Seq", "a").body("x").send())
                .isBareConflict(409)
                .hasHeader("Stream-Closed", "true")
                .lacksHeader("Stream-Expected-Seq");
    }

    @Test
    void n10_beforeProducersAndStreamSeq() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "5", "0")
                        .header("Stream-Seq", "b")
                        .body("x")
                        .send())
                .hasStatus(200);

        Call stale = stream.bare().type("text/html").producer("p", "4", "0").body("x");
        assertThat(stale.send()).isProblem(409, "conflict", "content-type mismatch");
        Call duplicate = stream.bare().type("text/html").producer("p", "5", "0").body("x");
        assertThat(duplicate.send()).isProblem(409, "conflict", "content-type mismatch");
        Call seq = stream.bare().type("text/html").header("Stream-Seq", "a").body("x");
        assertThat(seq.send()).isProblem(409, "conflict", "content-type mismatch");
    }

    @Test
    void n11_and12_beforeStreamSeq() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "5", "0")
                        .header("Stream-Seq", "b")
                        .body("x")
                        .send())
                .hasStatus(200);

        assertThat(stream.post()
                        .producer("p", "4", "0")
                        .header("Stream-Seq", "a")
                        .body("y")
                        .send())
                .isBareConflict(403);
        assertThat(stream.post()
                        .producer("q", "0", "1")
                        .header("Stream-Seq", "a")
                        .body("y")
                        .send())
                .isBadRequest("invalid producer sequence");
    }

    @Test
    void n13_duplicateBeforeStreamSeq() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "0", "0")
                        .header("Stream-Seq", "b")
                        .body("x")
                        .send())
                .hasStatus(200);
        assertThat(stream.post()
                        .producer("p", "0", "0")
                        .header("Stream-Seq", "a")
                        .body("x")
                        .send())
                .hasStatus(204)
                .hasHeader("Producer-Seq", "0");
    }

    @Test
    void n14_gapBeforeStreamSeq() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "0", "0")
                        .header("Stream-Seq", "b")
                        .body("x")
                        .send())
                .hasStatus(200);
        assertThat(stream.post()
                        .producer("p", "0", "5")
                        .header("Stream-Seq", "a")
                        .body("y")
                        .send())
                .isBareConflict(409)
                .hasHeader("Producer-Expected-Seq", "1");
    }

    @Test
    @Ours("the original keeps the producer sequence of a request it then refuses")
    void n15_refusedRequest_leavesNoTrace() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "0", "0")
                        .header("Stream-Seq", "b")
                        .body("x")
                        .send())
                .hasStatus(200);

        assertThat(stream.post()
                        .producer("p", "0", "1")
                        .header("Stream-Seq", "a")
                        .body("y")
                        .send())
                .isProblem(409, "conflict", "sequence mismatch");

        assertThat(stream.post()
                        .producer("p", "0", "1")
                        .header("Stream-Seq", "c")
                        .body("y")
                        .send())
                .hasStatus(200);
        assertThat(stream.get().send()).hasBody("xy");
    }

    @Test
    void closeOnly_skipsTypeAndContentType() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.bare().type("application/json").closing().send())
                .hasStatus(204)
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    void closeOnly_ofAnOpenStream_runsTheOtherChecks() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "5", "0")
                        .header("Stream-Seq", "b")
                        .body("x")
                        .send())
                .hasStatus(200);

        assertThat(stream.bare().closing().producer("p", "4", "0").send())
                .isBareConflict(403)
                .hasHeader("Producer-Epoch", "5");
        assertThat(stream.bare().closing().producer("q", "0", "1").send()).isBadRequest("invalid producer sequence");
        assertThat(stream.bare().closing().producer("p", "5", "3").send())
                .isBareConflict(409)
                .hasHeader("Producer-Expected-Seq", "1");
        assertThat(stream.bare().closing().header("Stream-Seq", "a").send())
                .isProblem(409, "conflict", "sequence mismatch");
        assertThat(stream.head().send()).lacksHeader("Stream-Closed");
    }

    private static void addUnlessAbsent(Call call, String name, String value) {
        if (!value.equals("-")) {
            call.header(name, value);
        }
    }
}
