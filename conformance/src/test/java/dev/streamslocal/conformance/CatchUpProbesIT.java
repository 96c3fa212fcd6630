package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §6.1 to §6.3 and §6.5: reading what is there. */
class CatchUpProbesIT {
    private static final int PAGE_BYTES = 1_048_576;

    // Parameters

    @Test
    @NotReference("knows no format")
    void format_ofAJsonStream() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,\"a\",{}]");
        assertThat(stream.get("format=json").send())
                .hasHeader("Content-Type", "application/json")
                .hasBody("[1,\"a\",{}]");
        assertThat(stream.get("format=").send()).hasBody("[1,\"a\",{}]");
        assertThat(stream.get("format=raw").send())
                .hasHeader("Content-Type", "application/json")
                .hasBody("1\"a\"{}");
    }

    @Test
    @NotReference("knows no format")
    void format_ofAnotherStream() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "[1]");
        assertThat(stream.get("format=raw").send())
                .hasHeader("Content-Type", "text/plain")
                .hasBody("[1]");
        assertThat(stream.get("format=").send()).hasBody("[1]");
        assertThat(stream.get("format=json").send()).isBadRequest("invalid format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "text", "raw%20", "json,raw"})
    @NotReference("knows no format")
    void format_otherwise_isBadRequest(String format) {
        assertThat(ProbeStream.create(ProbeStream.JSON).get("format=" + format).send())
                .isBadRequest("invalid format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "false", "0"})
    void live_switchedOff_isCatchUp(String live) {
        assertThat(ProbeStream.createWith(ProbeStream.TEXT, "x")
                        .get("live=" + live)
                        .send())
                .hasStatus(200)
                .hasBody("x")
                .lacksHeader("Stream-Cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "SSE", "long_poll", "2", "longpoll"})
    @NotReference("reads it as catch-up")
    void live_otherwise_isBadRequest(String live) {
        assertThat(ProbeStream.create(ProbeStream.TEXT)
                        .get("offset=-1&live=" + live)
                        .send())
                .isBadRequest("invalid live mode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout=abc",
                "timeout=-1",
                "timeout=1.5",
                "timeout=5x",
                "timeout=1%20s",
                "timeout_ms=abc",
                "timeout=s",
                "timeout=x&timeout_ms=5"
            })
    @NotReference("has no timeout parameter")
    void timeout_isCheckedEvenWhenNothingWaits(String query) {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get(query).send()).isBadRequest("invalid timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout=",
                "timeout=5",
                "timeout=5ms",
                "timeout=1s",
                "timeout=1m",
                "timeout=1h",
                "timeout=1d",
                "timeout_ms=5",
                "timeout=&timeout_ms=",
                "timeout=5&timeout_ms=abc"
            })
    @NotReference("has no timeout parameter")
    void timeout_ofTheseForms_isFine(String query) {
        assertThat(ProbeStream.create(ProbeStream.TEXT).get(query).send()).hasStatus(200);
    }

    @ParameterizedTest
    @CsvSource({
        "format=x&live=x&timeout=x&offset=x, invalid format",
        "live=x&timeout=x&offset=x, invalid live mode",
        "timeout=x&offset=x&since=x, invalid timeout",
        "offset=x&since=x, invalid offset length: 1",
    })
    @NotReference("knows none of them")
    void parameters_areJudgedInOrder(String query, String message) {
        assertThat(ProbeStream.create(ProbeStream.JSON).get(query).send()).isBadRequest(message);
        assertThat(ProbeStream.fresh(ProbeStream.JSON).get(query).send()).isNotFound();
    }

    // Pages

    @Test
    @NotReference("has no pages")
    void page_endsWithTheEntryThatFillsIt() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.append("a".repeat(PAGE_BYTES / 2));
        stream.append("b".repeat(PAGE_BYTES / 2));
        stream.append("c");

        assertThat(stream.get().send())
                .hasStatus(200)
                .hasHeader("Content-Length", String.valueOf(PAGE_BYTES))
                .hasHeader("Stream-Next-Offset", Token.of(1))
                .hasHeader("Stream-End-Offset", Token.of(2))
                .lacksHeader("Stream-Up-To-Date");
        assertThat(stream.get("offset=" + Token.of(1)).send()).hasBody("c").hasHeader("Stream-Up-To-Date", "true");
    }

    @Test
    @NotReference("has no pages")
    void page_thatIsOneByteShort_takesTheNextEntryWhole() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.append("a".repeat(PAGE_BYTES - 1));
        stream.append("b".repeat(2 * PAGE_BYTES));
        stream.append("c");

        assertThat(stream.get().send())
                .hasHeader("Content-Length", String.valueOf(3 * PAGE_BYTES - 1))
                .hasHeader("Stream-Next-Offset", Token.of(1));
    }

    @Test
    @NotReference("has no pages")
    void pages_ofJson_areWholeArrays() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String entry = "\"" + "j".repeat(99_998) + "\"";
        for (int i = 0; i < 3; i++) {
            stream.append("[" + String.join(",", Collections.nCopies(7, entry)) + "]");
        }

        Answer first = stream.get().send();
        Answer second = stream.get("offset=" + first.nextOffset()).send();

        assertThat(first).hasHeader("Stream-Next-Offset", Token.of(10)).lacksHeader("Stream-Up-To-Date");
        assertThat(first.json()).hasSize(11);
        assertThat(second).hasHeader("Stream-Next-Offset", Token.of(20)).hasHeader("Stream-Up-To-Date", "true");
        assertThat(second.json()).hasSize(10);
    }

    @Test
    void pages_togetherAreTheStream() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        for (int i = 0; i < 5; i++) {
            int from = i * 700;
            stream.append(IntStream.range(from, from + 700)
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(",", "[", "]")));
        }

        var read = new ArrayList<Integer>();
        Answer page = stream.get("offset=-1").send();
        page.json().forEach(value -> read.add(value.asInt()));
        while (!page.has("Stream-Up-To-Date")) {
            page = stream.get("offset=" + page.nextOffset()).send();
            page.json().forEach(value -> read.add(value.asInt()));
        }

        assertThat(read).isEqualTo(IntStream.range(0, 3_500).boxed().toList());
    }

    @Test
    @Ours("decision 5")
    void page_isNotCutAtAThousandEntries() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        stream.append(IntStream.range(0, 2_500).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]")));
        assertThat(stream.get().send())
                .hasHeader("Stream-Up-To-Date", "true")
                .hasHeader("Stream-Next-Offset", Token.of(2_499));
    }

    // Headers

    @Test
    @NotReference("has no end offset and offsets of another form")
    void read_showsWhereItIs() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2,3]");
        assertThat(stream.get("offset=" + Token.of(0)).send())
                .hasStatus(200)
                .hasBody("[2,3]")
                .hasHeader("Stream-Next-Offset", Token.of(2))
                .hasHeader("Stream-End-Offset", Token.of(2))
                .hasHeader("Stream-Up-To-Date", "true")
                .lacksHeader("Stream-Closed")
                .lacksHeader("Stream-Cursor")
                .lacksHeader("Stream-Expires-At");
    }

    @Test
    void readAtTheTail_isEmptyAndUpToDate() {
        ProbeStream json = ProbeStream.createWith(ProbeStream.JSON, "[1]");
        String tail = json.tail();
        assertThat(json.get("offset=" + tail).send())
                .hasStatus(200)
                .hasBody("[]")
                .hasHeader("Stream-Next-Offset", tail)
                .hasHeader("Stream-Up-To-Date", "true");

        ProbeStream text = ProbeStream.create(ProbeStream.TEXT);
        assertThat(text.get().send())
                .hasStatus(200)
                .hasNoBody()
                .hasHeader("Stream-Up-To-Date", "true")
                .hasHeader("Content-Type", "text/plain");
    }

    @Test
    @Ours("D9 and decision 9")
    void read_maybeKeptButIsAskedForAgain() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.get().send()).hasHeader("Cache-Control", "no-cache");
        assertThat(stream.get("offset=" + stream.tail()).send()).hasHeader("Cache-Control", "no-cache");
    }

    @Test
    void closedStream_saysSoAtItsTail() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        stream.close();
        assertThat(stream.get().send())
                .hasHeader("Stream-Closed", "true")
                .hasHeader("Stream-Up-To-Date", "true")
                .hasBody("x");
        assertThat(stream.get("offset=" + stream.tail()).send())
                .hasHeader("Stream-Closed", "true")
                .hasNoBody();
    }

    @Test
    @NotReference("has no pages")
    void closedStream_doesNotSaySoBeforeItsTail() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.append("a".repeat(PAGE_BYTES));
        assertThat(stream.post().closing().body("b").send()).hasStatus(204);

        assertThat(stream.get().send())
                .hasHeader("Stream-Next-Offset", Token.of(0))
                .lacksHeader("Stream-Up-To-Date")
                .lacksHeader("Stream-Closed");
        assertThat(stream.get("offset=" + Token.of(0)).send()).hasBody("b").hasHeader("Stream-Closed", "true");
    }

    // offset=now

    @Test
    void now_isTheTailAndNothingElse() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        String tail = stream.tail();
        assertThat(stream.get("offset=now").send())
                .hasStatus(200)
                .hasBody("[]")
                .hasHeader("Content-Type", "application/json")
                .hasHeader("Stream-Next-Offset", tail)
                .hasHeader("Stream-Up-To-Date", "true")
                .hasHeader("Cache-Control", "no-store")
                .lacksHeader("Stream-Closed")
                .lacksHeader("ETag");
    }

    @Test
    @NotReference("has no end offset")
    void now_showsTheEndToo() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        assertThat(stream.get("offset=now").send()).hasHeader("Stream-End-Offset", Token.of(1));
        assertThat(stream.get("offset=now&format=raw").send()).hasStatus(200).hasNoBody();
    }

    @Test
    void now_ofAnotherStream_hasNoBody() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.get("offset=now").send()).hasStatus(200).hasNoBody().hasHeader("Content-Type", "text/plain");
        stream.close();
        assertThat(stream.get("offset=now").send())
                .hasStatus(200)
                .hasHeader("Stream-Closed", "true")
                .hasHeader("Stream-Next-Offset", stream.tail());
    }

    @Test
    void now_thenReadFromThere_getsWhatCameAfter() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "before");
        String now = stream.get("offset=now").send().nextOffset();
        stream.append("after");
        assertThat(stream.get("offset=" + now).send()).hasBody("after");
    }
}
