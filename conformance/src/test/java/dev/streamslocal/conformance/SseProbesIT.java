package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.streamslocal.conformance.SseReader.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §8: SSE. The reader beneath checks the grammar of every frame. */
class SseProbesIT {
    private static final int PAGE_BYTES = 1_048_576;
    private static final String CURSOR = "\"streamCursor\":\"\\d+\"";

    // The answer's head

    @Test
    @NotReference("has no end offset and offsets of another form")
    void head_isThatOfAnEventStream() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        try (SseReader reader = SseReader.open(stream, "offset=" + Token.of(0))) {
            assertThat(reader.head())
                    .hasStatus(200)
                    .hasHeader("Content-Type", "text/event-stream")
                    .hasHeader("Cache-Control", "no-cache")
                    .hasHeader("X-Content-Type-Options", "nosniff")
                    .hasHeader("Cross-Origin-Resource-Policy", "cross-origin")
                    .hasHeader("Stream-Next-Offset", Token.of(0))
                    .hasHeader("Stream-End-Offset", Token.of(1))
                    .lacksHeader("Content-Length")
                    .lacksHeader("ETag")
                    .lacksHeader("Stream-Cursor")
                    .lacksHeader("Stream-SSE-Data-Encoding");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, ''",
        "text/html, ''",
        "application/json, ''",
        "application/octet-stream, base64",
        "image/png, base64",
        "application/ndjson, base64",
        "application/xml, base64",
    })
    void encoding_isBase64UnlessText(String contentType, String encoding) {
        try (SseReader reader = SseReader.open(ProbeStream.create(contentType), "offset=-1")) {
            assertThat(reader.head().header("Stream-SSE-Data-Encoding")).isEqualTo(encoding);
        }
    }

    @Test
    void missingStream_isNotFound() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).get("offset=-1&live=sse").send())
                .isNotFound();
    }

    // Frames

    @Test
    @NotReference("has offsets of another form")
    void json_isOneArrayAndAControl() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[{\"n\":1},{\"n\":2}]");
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.next()).isEqualTo(new Frame("data", List.of("[{\"n\":1},{\"n\":2}]")));
            Frame control = reader.next();
            assertThat(control.event()).isEqualTo("control");
            assertThat(control.payload())
                    .matches("\\{\"streamNextOffset\":\"" + Token.of(1) + "\",\"upToDate\":true," + CURSOR + "}");
        }
    }

    @Test
    @NotReference("knows no format")
    void rawJson_isItsTexts() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,\"a\",{}]");
        try (SseReader reader = SseReader.open(stream, "offset=-1&format=raw")) {
            assertThat(reader.next()).isEqualTo(new Frame("data", List.of("1\"a\"{}")));
        }
    }

    /** A text, and the data lines it is sent as. */
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("one line", List.of("one line")),
                Arguments.of("a\nb", List.of("a", "b")),
                Arguments.of("a\r\nb\rc\nd", List.of("a", "b", "c", "d")),
                Arguments.of("a\n", List.of("a", "")),
                Arguments.of("a\r\n", List.of("a", "")),
                Arguments.of("a\r", List.of("a", "")),
                Arguments.of("\na", List.of("", "a")),
                Arguments.of("a\n\nb", List.of("a", "", "b")),
                Arguments.of("a\n\rb", List.of("a", "", "b")),
                Arguments.of("\n", List.of("", "")),
                Arguments.of(
                        "x\n\nevent: control\ndata:{\"streamClosed\":true}\n\n",
                        List.of("x", "", "event: control", "data:{\"streamClosed\":true}", "", "")),
                Arguments.of(": comment\nid: 7\nretry: 1", List.of(": comment", "id: 7", "retry: 1")),
                Arguments.of("é \uD83D\uDE00 \u2028 \u0085 \u000b", List.of("é \uD83D\uDE00 \u2028 \u0085 \u000b")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void text_isSplitIntoItsLines(String text, List<String> lines) {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, text);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.next()).isEqualTo(new Frame("data", lines));
            assertThat(reader.next().event()).isEqualTo("control");
        }
    }

    @Test
    @NotReference("sends an event per message")
    void textEntries_areConcatenated() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.append("a\r");
        stream.append("\nb");
        stream.append("c");
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.next()).isEqualTo(new Frame("data", List.of("a", "bc")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 1_000})
    void bytes_areOneBase64Line(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (255 - i * 7);
        }
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        assertThat(stream.post().body(bytes).send()).hasStatus(204);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            Frame data = reader.next();
            assertThat(data.event()).isEqualTo("data");
            assertThat(data.data()).containsExactly(Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Test
    void emptyStream_sendsOnlyAControl() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            Frame control = reader.next();
            assertThat(control.event()).isEqualTo("control");
            assertThat(json(control).path("upToDate").asBoolean()).isTrue();
            assertThat(json(control).path("streamNextOffset").asText()).isEqualTo(stream.tail());
        }
    }

    @Test
    @NotReference("has no pages")
    void pages_comeEachWithItsControl() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        stream.append("a".repeat(PAGE_BYTES));
        stream.append("b".repeat(PAGE_BYTES));
        stream.append("c");
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.next().payload())
                    .hasSize(PAGE_BYTES)
                    .startsWith("a")
                    .endsWith("a");
            assertThat(reader.next().payload())
                    .matches("\\{\"streamNextOffset\":\"" + Token.of(0) + "\"," + CURSOR + "}");
            assertThat(reader.next().payload()).hasSize(PAGE_BYTES).startsWith("b");
            assertThat(reader.next().payload())
                    .matches("\\{\"streamNextOffset\":\"" + Token.of(1) + "\"," + CURSOR + "}");
            assertThat(reader.next().payload()).isEqualTo("c");
            assertThat(reader.next().payload()).contains(Token.of(2)).contains("\"upToDate\":true");
        }
    }

    // Waiting

    @Test
    void append_arrivesAtOnceAndInOrder() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.next().event()).isEqualTo("control");
            for (int i = 0; i < 10; i++) {
                String offset = stream.append("[" + i + "]");
                assertThat(reader.next()).isEqualTo(new Frame("data", List.of("[" + i + "]")));
                assertThat(json(reader.next()).path("streamNextOffset").asText())
                        .isEqualTo(offset);
            }
        }
    }

    @Test
    void burst_arrivesCompletelyAndInOrder() throws Exception {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        try (SseReader first = SseReader.open(stream, "offset=-1");
                SseReader second = SseReader.open(stream, "offset=now")) {
            second.next();
            Together.run(30, () -> stream.append("[1]") + stream.append("[2]"));
            List<Integer> stored = integers(stream.get().send().json());

            assertThat(stored).hasSize(60);
            assertThat(read(first, 60)).isEqualTo(stored);
            assertThat(read(second, 60)).isEqualTo(stored);
        }
    }

    @Test
    void slowReader_missesNothing() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String filler = "f".repeat(500_000);
        int appends = 40;
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            for (int i = 0; i < appends; i++) {
                stream.append("[" + i + ",\"" + filler + "\"]");
            }
            var numbers = new ArrayList<Integer>();
            while (numbers.size() < appends) {
                json(nextData(reader)).forEach(value -> addNumber(numbers, value));
            }
            assertThat(numbers).isEqualTo(IntStream.range(0, appends).boxed().toList());
        }
    }

    @Test
    @NotReference("leaves the offset out of the head")
    void now_startsWithTheTail() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "history");
        String tail = stream.tail();
        try (SseReader reader = SseReader.open(stream, "offset=now")) {
            assertThat(reader.head()).hasHeader("Stream-Next-Offset", tail);
            Frame control = reader.next();
            assertThat(control.event()).isEqualTo("control");
            assertThat(json(control).path("streamNextOffset").asText()).isEqualTo(tail);
            assertThat(json(control).path("upToDate").asBoolean()).isTrue();
            stream.append("news");
            assertThat(reader.next().payload()).isEqualTo("news");
        }
    }

    @Test
    @NotReference("has no heartbeat of this form")
    void idleReader_getsTheControlAgain() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        try (SseReader reader = SseReader.open(stream, "offset=now&timeout=300")) {
            Frame first = reader.next();
            Instant start = Instant.now();
            for (int i = 1; i <= 3; i++) {
                Frame again = reader.next();
                assertThat(again.event()).isEqualTo("control");
                assertThat(json(again).path("streamNextOffset"))
                        .isEqualTo(json(first).path("streamNextOffset"));
                assertThat(json(again).path("upToDate").asBoolean()).isTrue();
            }
            assertThat(Duration.between(start, Instant.now()))
                    .isBetween(Duration.ofMillis(3 * 300 - 60), Duration.ofSeconds(30));
            stream.append("y");
            assertThat(nextData(reader).payload()).isEqualTo("y");
        }
    }

    @Test
    @NotReference("has no timeout parameter")
    void timeoutOfZero_isNotAFlood() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = stream.get("offset=-1&live=sse&timeout=0").start()) {
            Answer head = wire.head();
            assertThat(head).hasStatus(200);
            assertThat(wire.silentFor(500)).as("the first control event").isFalse();
        }
        try (SseReader reader = SseReader.open(stream, "offset=-1&timeout=0")) {
            reader.next();
            stream.append("x");
            assertThat(reader.next()).isEqualTo(new Frame("data", List.of("x")));
        }
    }

    @Test
    @Ours("D14")
    void connection_isEndedAfterAboutAMinute() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Instant start = Instant.now();
        try (SseReader reader = SseReader.open(stream, "offset=now&timeout=10s")) {
            Frame last = reader.next();
            while (!reader.ended()) {
                last = reader.next();
            }
            assertThat(last.event()).isEqualTo("control");
        }
        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(100));
    }

    @Test
    @Ours("D15: the original hangs for good")
    void beyondTheTail_isMovedBackToIt() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        try (SseReader reader = SseReader.open(stream, "offset=" + Token.of(99))) {
            assertThat(reader.head()).hasStatus(200).hasHeader("Stream-Next-Offset", Token.of(0));
            Frame control = reader.next();
            assertThat(control.event()).isEqualTo("control");
            assertThat(json(control).path("streamNextOffset").asText()).isEqualTo(Token.of(0));
            assertThat(json(control).path("upToDate").asBoolean()).isTrue();
            stream.append("y");
            assertThat(reader.next().payload()).isEqualTo("y");
        }
    }

    @Test
    @NotReference("knows no keys")
    void otherKeys_areLeftOut() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Key", "a").body("[1]").send()).hasStatus(204);
        assertThat(stream.post().header("Stream-Key", "b").body("[2]").send()).hasStatus(204);
        try (SseReader reader = SseReader.open(stream, "offset=-1&key=a")) {
            assertThat(reader.next().payload()).isEqualTo("[1]");
            assertThat(json(reader.next()).path("streamNextOffset").asText()).isEqualTo(Token.of(1));
            assertThat(stream.post().header("Stream-Key", "b").body("[3]").send())
                    .hasStatus(204);
            assertThat(stream.post().header("Stream-Key", "a").body("[4]").send())
                    .hasStatus(204);
            assertThat(nextData(reader).payload()).isEqualTo("[4]");
        }
    }

    // Closing

    @Test
    @NotReference("leaves out upToDate")
    void closedStream_isReadToItsEnd() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "all");
        stream.close();
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.next()).isEqualTo(new Frame("data", List.of("all")));
            assertThat(reader.next().payload())
                    .isEqualTo(
                            "{\"streamNextOffset\":\"" + stream.tail() + "\",\"upToDate\":true,\"streamClosed\":true}");
            assertThat(reader.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset=now", "offset=TAIL"})
    void closedStream_atItsTail_isOneControl(String query) {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "all");
        stream.close();
        try (SseReader reader = SseReader.open(stream, query.replace("TAIL", stream.tail()))) {
            Frame control = reader.next();
            assertThat(control.event()).isEqualTo("control");
            assertThat(json(control).path("streamClosed").asBoolean()).isTrue();
            assertThat(json(control).has("streamCursor")).isFalse();
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    @Ours("the original announces a length when it has all of it")
    void closedStream_hasNoContentLength() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "all");
        stream.close();
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.head()).lacksHeader("Content-Length");
        }
    }

    @Test
    @NotReference("leaves out upToDate")
    void closeWhileWaiting_endsTheBody() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            reader.next();
            stream.close();
            Frame control = reader.next();
            assertThat(control.event()).isEqualTo("control");
            assertThat(json(control).path("streamClosed").asBoolean()).isTrue();
            assertThat(json(control).path("upToDate").asBoolean()).isTrue();
            assertThat(json(control).has("streamCursor")).isFalse();
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    void appendAndCloseWhileWaiting_isDataThenTheEnd() {
        for (int round = 0; round < 10; round++) {
            ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
            try (SseReader reader = SseReader.open(stream, "offset=-1")) {
                if (round % 2 == 0) {
                    reader.next();
                }
                assertThat(stream.post().closing().body("last").send()).hasStatus(204);
                assertThat(nextData(reader).payload()).isEqualTo("last");
                Frame control = reader.next();
                assertThat(json(control).path("streamClosed").asBoolean()).isTrue();
                assertThat(json(control).path("streamNextOffset").asText()).isEqualTo(stream.tail());
                assertThat(reader.ended()).isTrue();
            }
        }
    }

    // Deletion and expiry

    @Test
    @NotReference("keeps it open")
    void deleteWhileWaiting_endsTheConnection() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            reader.next();
            assertThat(stream.delete().send()).hasStatus(204);
            assertThat(reader.cutOff()).isTrue();
        }
        assertThat(stream.get("offset=-1&live=sse").send()).isNotFound();
    }

    @Test
    @Ours("the original resets the connection")
    void deleteWhileWaiting_endsTheBodyInOrder() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            reader.next();
            assertThat(stream.delete().send()).hasStatus(204);
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    @Ours("D15: the original hangs for good")
    void recreatedStream_doesNotFeedTheOldReader() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "old");
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.next().payload()).isEqualTo("old");
            reader.next();
            assertThat(stream.delete().send()).hasStatus(204);
            assertThat(stream.put().body("new").send()).hasStatus(201);
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    @Ours("the original only notices when next woken")
    void expiryWhileWaiting_endsTheBody() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header(
                                "Stream-Expires-At",
                                Instant.now().plusMillis(1_500).toString())
                        .send())
                .hasStatus(201);
        try (SseReader reader = SseReader.open(stream, "offset=-1&timeout=1s")) {
            reader.next();
            while (!reader.ended()) {
                reader.next();
            }
        }
        assertThat(stream.get("offset=-1&live=sse").send()).isProblem(404, "not_found", "stream expired");
    }

    @Test
    void vanishedReaders_holdNothingUp() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            reader.next();
            for (int i = 0; i < 30; i++) {
                stream.get("offset=-1&live=sse").start().reset();
            }
            stream.append("x");
            assertThat(reader.next().payload()).isEqualTo("x");
        }
    }

    private static Frame nextData(SseReader reader) {
        Frame frame = reader.next();
        while (!frame.event().equals("data")) {
            frame = reader.next();
        }
        return frame;
    }

    private static void addNumber(List<Integer> numbers, JsonNode value) {
        if (value.isInt()) {
            numbers.add(value.asInt());
        }
    }

    private static List<Integer> read(SseReader reader, int count) {
        var values = new ArrayList<Integer>();
        while (values.size() < count) {
            values.addAll(integers(json(nextData(reader))));
        }
        return values;
    }

    private static List<Integer> integers(JsonNode array) {
        var values = new ArrayList<Integer>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }

    private static JsonNode json(Frame frame) {
        try {
            return new ObjectMapper().readTree(frame.payload());
        } catch (JsonProcessingException failure) {
            throw new AssertionError("not JSON: " + frame, failure);
        }
    }
}
