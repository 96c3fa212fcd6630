package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §5.1 to §5.3: appends without a producer, {@code Stream-Seq}, keys and times. */
class AppendProbesIT {
    @Test
    @NotReference("has offsets of another form")
    void append_answersTheTokenOfItsLastEntry() {
        ProbeStream bytes = ProbeStream.create(ProbeStream.TEXT);
        assertThat(bytes.post().body("one").send())
                .hasStatus(204)
                .hasNoBody()
                .hasHeader("Stream-Next-Offset", Token.of(0))
                .lacksHeader("Stream-Closed");
        assertThat(bytes.post().body("two").send()).hasHeader("Stream-Next-Offset", Token.of(1));

        ProbeStream json = ProbeStream.create(ProbeStream.JSON);
        assertThat(json.post().body("[1,2,3]").send()).hasStatus(204).hasHeader("Stream-Next-Offset", Token.of(2));
        assertThat(json.post().body("{}").send()).hasStatus(204).hasHeader("Stream-Next-Offset", Token.of(3));
    }

    @Test
    void bytes_areOneEntryEach() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        String first = stream.append("a\nb");
        stream.append("c");

        assertThat(stream.get().send()).hasBody("a\nbc");
        assertThat(stream.get("offset=" + first).send()).hasBody("c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":[1,2]} | [{\"a\":[1,2]}]",
                "[{\"a\":1},{\"a\":2}] | [{\"a\":1},{\"a\":2}]",
                "[[1,2]] | [[1,2]]",
                "[[]] | [[]]",
                "[[],[[]]] | [[],[[]]]",
                "null | [null]",
                "true | [true]",
                "0 | [0]",
                "\"\" | [\"\"]",
                "[null,false,\"x\",{},[]] | [null,false,\"x\",{},[]]",
            })
    void json_isFlattenedOneLevel(String body, String read) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        stream.append(body);
        assertThat(stream.get().send()).hasStatus(200).hasBody(read);
    }

    @Test
    void jsonEntries_canBeReadFromEachOfThem() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        stream.append("[1]");
        String middle = stream.append("[2]");
        stream.append("[3,4]");

        assertThat(stream.get("offset=" + middle).send()).hasBody("[3,4]");
    }

    @Test
    void requestContentType_mayCarryParameters() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.bare()
                        .type("Application/JSON; charset=utf-8")
                        .body("[1]")
                        .send())
                .hasStatus(204);
        assertThat(stream.get().send()).hasBody("[1]");
    }

    @Test
    void concurrentAppends_areEachThereOnceAndWhole() throws Exception {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        var number = new AtomicInteger();

        List<String> offsets = Together.run(40, () -> {
            int n = number.getAndIncrement();
            return stream.append("[" + n + "," + (n + 1000) + "]");
        });

        assertThat(new HashSet<>(offsets)).hasSize(40);
        var read = stream.get().send().json();
        assertThat(read).hasSize(80);
        assertThat(IntStream.range(0, 40).map(i -> read.get(2 * i).asInt()).sorted())
                .containsExactlyElementsOf(numbersBelow(40));
        assertThat(IntStream.range(0, 40))
                .allMatch(i -> read.get(2 * i + 1).asInt() == read.get(2 * i).asInt() + 1000);
    }

    @Test
    void answeredAppend_isVisibleToEveryLaterRead() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        var expected = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            String offset = stream.append(i + ";");
            expected.append(i).append(';');
            assertThat(stream.get().send()).hasBody(expected.toString());
            assertThat(stream.tail()).isEqualTo(offset);
        }
    }

    // Stream-Seq

    @Test
    void streamSeq_mustGrowBytewise() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(seq(stream, "10")).hasStatus(204);
        assertThat(seq(stream, "2")).hasStatus(204);
        assertThat(seq(stream, "2")).hasStatus(409);
        assertThat(seq(stream, "10")).hasStatus(409);
        assertThat(seq(stream, "B")).hasStatus(204);
        assertThat(seq(stream, "a")).hasStatus(204);
        assertThat(seq(stream, "Z")).hasStatus(409);
        assertThat(seq(stream, "aa")).hasStatus(204);
    }

    @Test
    @NotReference("names neither")
    void streamSeq_conflict_namesBoth() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(seq(stream, "b")).hasStatus(204);
        assertThat(seq(stream, "a"))
                .isProblem(409, "conflict", "sequence mismatch")
                .hasHeader("Stream-Expected-Seq", "b")
                .hasHeader("Stream-Received-Seq", "a");
        assertThat(stream.get().send()).hasBody("x");
    }

    @Test
    void streamSeq_absent_neitherChecksNorChanges() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(seq(stream, "5")).hasStatus(204);
        stream.append("without");
        assertThat(seq(stream, "5")).hasStatus(409);
        assertThat(seq(stream, "6")).hasStatus(204);
    }

    @Test
    @NotReference("takes it as absent")
    void streamSeq_isTrimmedAndNotEmpty() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(seq(stream, "")).isBadRequest("invalid Stream-Seq");
        assertThat(seq(stream, "   ")).isBadRequest("invalid Stream-Seq");
        assertThat(seq(stream, "  5  ")).hasStatus(204);
        assertThat(seq(stream, "5")).hasStatus(409);
    }

    // Keys

    @Test
    @NotReference("knows no keys")
    void key_isThatOfAllEntriesOfItsRequest() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Key", "k").body("[1,2]").send()).hasStatus(204);
        assertThat(stream.post().body("[3]").send()).hasStatus(204);
        assertThat(stream.post().header("Stream-Key", "l").body("[4]").send()).hasStatus(204);

        assertThat(stream.get("key=k").send()).hasBody("[1,2]");
        assertThat(stream.get("key=l").send()).hasBody("[4]");
        assertThat(stream.get("key=K").send()).hasBody("[]");
        assertThat(stream.get().send()).hasBody("[1,2,3,4]");
    }

    @Test
    @NotReference("knows no keys")
    void emptyKey_cannotBeAskedFor() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Key", "").body("[1]").send()).hasStatus(204);
        stream.append("2");

        assertThat(stream.get("key=").send()).hasBody("[1,2]");
    }

    @Test
    @NotReference("knows no keys")
    void keyHeader_isReadAsLatin1() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Key", "\u00e9").body("[1]").send())
                .hasStatus(204);
        assertThat(stream.post()
                        .header("Stream-Key", "\u00c3\u00a9")
                        .body("[2]")
                        .send())
                .hasStatus(204);

        assertThat(stream.get("key=%C3%A9").send()).hasBody("[1]");
        assertThat(stream.get("key=%C3%83%C2%A9").send()).hasBody("[2]");
    }

    // Times

    @ParameterizedTest
    @ValueSource(strings = {"2031-02-03T04:05:06Z", "2031-02-03T04:05:06.789+01:00", "1927944306000000000", ""})
    void timestamp_isADateOrNanoseconds(String timestamp) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().header("Stream-Timestamp", timestamp).body("x").send())
                .hasStatus(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "2031-02-30x", "12:00"})
    @NotReference("knows no timestamps")
    void timestamp_ofAnotherForm_isBadRequest(String timestamp) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().header("Stream-Timestamp", timestamp).body("x").send())
                .isBadRequest("invalid timestamp: " + timestamp);
        assertThat(stream.get().send()).hasNoBody();
    }

    @Test
    @NotReference("knows no timestamps")
    void timestamp_thatIsNotGreater_becomesOneMillisecondMore() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        for (int i = 0; i < 3; i++) {
            assertThat(stream.post()
                            .header("Stream-Timestamp", "2090-01-01T00:00:00.000Z")
                            .body("[" + i + "]")
                            .send())
                    .hasStatus(204);
        }

        assertThat(stream.get("since=2090-01-01T00:00:00.000Z").send()).hasBody("[0,1,2]");
        assertThat(stream.get("since=2090-01-01T00:00:00.001Z").send()).hasBody("[1,2]");
        assertThat(stream.get("since=2090-01-01T00:00:00.002Z").send()).hasBody("[2]");
        assertThat(stream.get("since=2090-01-01T00:00:00.003Z").send()).hasBody("[]");
    }

    @Test
    @NotReference("knows no timestamps")
    void timestampAhead_dragsLaterEntriesAlong() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post()
                        .header("Stream-Timestamp", "2090-01-01T00:00:00Z")
                        .body("[1]")
                        .send())
                .hasStatus(204);
        stream.append("[2]");
        assertThat(stream.get("since=2090-01-01T00:00:00Z").send()).hasBody("[1,2]");
    }

    private static List<Integer> numbersBelow(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static Answer seq(ProbeStream stream, String seq) {
        return stream.post().header("Stream-Seq", seq).body("x").send();
    }
}
