package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Decision 1: JSON messages are stored as they were sent, where the original re-serialises them. */
@Ours("decision 1")
class JsonProbesIT {
    private static final int DEPTH_MAX = 1_000;

    /** What is sent, and what the whole stream then reads as. */
    static Stream<Arguments> messages() {
        return Stream.of(
                kept("12345678901234567890"),
                kept("-0"),
                kept("1.0"),
                kept("1e3"),
                kept("1E+400"),
                kept("0.1000"),
                kept("{\"b\":1,\"a\":2,\"2\":3,\"1\":4,\"b\":5}"),
                kept("\"\\u00e9\\/\\ud800\\u0000\""),
                kept("\"é\uD83D\uDE00\u2028\""),
                kept("{ \"a\" : [ 1 ,\t2 ] }"),
                kept("\"  blanks inside  \""),
                kept("{\"__proto__\":1,\"\":2}"),
                Arguments.of("  {\"a\":1}\t ", "[{\"a\":1}]"),
                Arguments.of("\r\n17\r\n", "[17]"),
                Arguments.of("[ 1 , {\"b\": 2} ,\n[ 3 ]\t]", "[1,{\"b\": 2},[ 3 ]]"),
                Arguments.of("{\"a\":\n1,\r\n\"b\":\r2}", "[{\"a\": 1,  \"b\": 2}]"),
                Arguments.of("[[1,\n2],\n{\"c\":\n3}]", "[[1, 2],{\"c\": 3}]"),
                Arguments.of("\uFEFF{\"a\":1}", "[{\"a\":1}]"),
                Arguments.of("\uFEFF [1]", "[1]"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void append_keepsTheBytesSent(String body, String read) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        stream.append(body);
        assertThat(stream.get().send()).hasStatus(200).hasBody(read);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void create_keepsTheBytesSent(String body, String read) {
        assertThat(ProbeStream.createWith(ProbeStream.JSON, body).get().send())
                .hasStatus(200)
                .hasBody(read);
    }

    @Test
    void message_isAlwaysOneLine() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        stream.append("[\n{\n\"a\":\n1\n}\n,\n2\n]");
        assertThat(stream.get().send().text()).doesNotContain("\n", "\r");
    }

    @Test
    void markInside_isNotWhiteSpace() {
        assertThat(ProbeStream.create(ProbeStream.JSON)
                        .post()
                        .body("[1,\uFEFF2]")
                        .send())
                .isBadRequest("invalid JSON");
    }

    /** Bytes that are no UTF-8, inside and outside of strings. */
    static Stream<byte[]> invalidUtf8() {
        return Stream.of(
                        "\"\u00ff\"",
                        "\"\u00c3\"",
                        "\"\u00c0\u0080\"",
                        "\"\u00ed\u00a0\u0080\"",
                        "\"\u00f4\u0090\u0080\u0080\"",
                        "\"\u0080\"",
                        "[1,\u00ff]",
                        "{\"\u00fe\":1}",
                        "\"\u00e2\u0082\"")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("invalidUtf8")
    void invalidUtf8_isInvalidJson(byte[] body) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().body(body).send()).isBadRequest("invalid JSON");
        assertThat(stream.get().send()).hasBody("[]");
    }

    @Test
    void depth_upToTheLimit_isFine() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().body(nested(DEPTH_MAX)).send()).hasStatus(204);
        assertThat(stream.get().send()).hasBody(nested(DEPTH_MAX));
    }

    @Test
    void depth_beyondTheLimit_isBadRequest() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().body(nested(DEPTH_MAX + 1)).send())
                .isBadRequest("invalid JSON: nested deeper than 1000");
        assertThat(stream.post()
                        .body("[" + "{\"a\":".repeat(DEPTH_MAX) + "1" + "}".repeat(DEPTH_MAX) + "]")
                        .send())
                .isBadRequest("invalid JSON: nested deeper than 1000");
        assertThat(ProbeStream.fresh(ProbeStream.JSON)
                        .put()
                        .body(nested(DEPTH_MAX + 1))
                        .send())
                .isBadRequest("invalid JSON: nested deeper than 1000");
        assertThat(stream.get().send()).hasBody("[]");
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static Arguments kept(String message) {
        return Arguments.of(message, "[" + message + "]");
    }
}
