package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.Refusal.assertBadRequest;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSplitterTest {

    static List<String> texts(Messages messages) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < messages.count(); i++) {
            int begin = messages.start() + messages.begin(i);
            texts.add(new String(messages.bytes(), begin, messages.end(i) - messages.begin(i), UTF_8));
        }
        return texts;
    }

    private static Messages split(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return JsonSplitter.split(bytes, 0, bytes.length);
    }

    @Test
    void split_anArray_isFlattenedOneLevel() {
        assertThat(texts(split("[{\"id\":1},[2,3],\"x\",null,-0.5e1]")))
                .containsExactly("{\"id\":1}", "[2,3]", "\"x\"", "null", "-0.5e1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":[1,{\"b\":null}]}",
                "null",
                "true",
                "false",
                "0",
                "-0",
                "1.0",
                "1E400",
                "12345678901234567890",
                "\"\"",
                "\"\\/\\u00e9\\ud800\"",
                "{\"b\":1,\"a\":2,\"b\":3}",
                "\"\u007f\u0080\uffff😀\"",
            })
    void split_anyOtherValue_isOneMessageOfTheBytesSent(String json) {
        assertThat(texts(split(json))).containsExactly(json);
        assertThat(texts(split(" \t\r\n" + json + "\r\n "))).containsExactly(json);
        assertThat(texts(split("[ " + json + " , " + json + "]"))).containsExactly(json, json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[ ]", " [\r\n] "})
    void split_anEmptyArray_isNoMessage(String json) {
        Messages messages = split(json);

        assertThat(messages.count()).isZero();
        assertThat(messages.length()).isZero();
        assertThat(messages.payloadBytes()).isZero();
    }

    @Test
    void split_anEmptyArrayInside_isAMessage() {
        assertThat(texts(split("[[]]"))).containsExactly("[]");
        assertThat(texts(split("[[],{}]"))).containsExactly("[]", "{}");
    }

    @Test
    void split_lineEndsBetweenTokens_becomeOneBlankEach() {
        assertThat(texts(split("[\r\n  {\r\n\t\"a\" :\n1\r}\n,\n2\n]"))).containsExactly("{  \t\"a\" : 1 }", "2");
    }

    @Test
    void split_aByteOrderMark_isDropped() {
        assertThat(texts(split("\uFEFF[1,2]"))).containsExactly("1", "2");
        assertThat(texts(split("\uFEFF {}"))).containsExactly("{}");
        assertBadRequest("invalid JSON", () -> split("\uFEFF\uFEFF1"));
        assertBadRequest("invalid JSON", () -> split(" \uFEFF1"));
        assertThat(texts(split("\"\uFEFF\""))).containsExactly("\"\uFEFF\"");
    }

    @Test
    void split_withoutExtraBlanks_movesNothing() {
        byte[] bytes = "..[{\"a\":1},22,\"c\"]..".getBytes(UTF_8);
        byte[] before = bytes.clone();

        Messages messages = JsonSplitter.split(bytes, 2, bytes.length - 4);

        assertThat(bytes).isEqualTo(before);
        assertThat(messages.bytes()).isSameAs(bytes);
        assertThat(messages.start()).isEqualTo(3);
        assertThat(texts(messages)).containsExactly("{\"a\":1}", "22", "\"c\"");
    }

    @Test
    void split_withBlanks_joinsByOneComma() {
        Messages messages = split(" [ 1 ,\t{ \"a\" : 2 } , 3 ] ");

        assertThat(new String(messages.bytes(), messages.start(), messages.length(), UTF_8))
                .isEqualTo("1,{ \"a\" : 2 },3");
        assertThat(messages.gap()).isEqualTo(1);
        assertThat(messages.payloadBytes()).isEqualTo(13);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "[",
                "]",
                "{",
                "}",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[,]",
                "[1 2]",
                "1 2",
                "1,2",
                "[]]",
                "[][]",
                "{1:2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\",1}",
                "{\"a\":1]",
                "[1}",
                "[\"a\":1]",
                "tru",
                "True",
                "truex",
                "nul",
                "NULL",
                "NaN",
                "Infinity",
                "-Infinity",
                "undefined",
                "01",
                "-01",
                "00",
                "+1",
                "-",
                "--1",
                "1.",
                ".5",
                "-.5",
                "1.e1",
                "1e",
                "1e+",
                "1E-",
                "0x10",
                "1_0",
                "0e",
                "1.2.3",
                "1e1.5",
                "\"",
                "\"a",
                "'a'",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u 123\"",
                "\"\\U0041\"",
                "\"\t\"",
                "\"\n\"",
                "\"\0\"",
                "\"\u001f\"",
                "\0",
                "1\0",
                "[1\0]",
                "\f1",
                "\u000b1",
                "\u00a01",
                "\u20281",
                "// a\n1",
                "/* a */ 1",
                "1 // a",
                "é",
                "[é]",
                "[1]x",
                "\"a\"\"b\"",
                "{\"a\":1}{\"b\":2}",
                "1\n2"
            })
    void split_whatIsNotJson_isRefused(String body) {
        assertBadRequest("invalid JSON", () -> split(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080",
                "\u00bf",
                "\u00c0\u0080",
                "\u00c1\u00bf",
                "\u00c2",
                "\u00c2a",
                "\u00e0\u0080\u0080",
                "\u00e0\u009f\u00bf",
                "\u00e0\u00a0",
                "\u00ed\u00a0\u0080",
                "\u00ed\u00bf\u00bf",
                "\u00ef\u00bb",
                "\u00f0\u0080\u0080\u0080",
                "\u00f0\u008f\u00bf\u00bf",
                "\u00f0\u0090\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00ff",
                "\u00fe",
                "\u00f8\u0088\u0080\u0080\u0080"
            })
    void split_stringsThatAreNotUtf8_areRefused(String bytes) {
        for (String around : new String[] {"", "x", "0123456", "01234567"}) {
            byte[] body = ("\"" + around + bytes + around + "\"").getBytes(ISO_8859_1);
            assertBadRequest("invalid JSON", () -> JsonSplitter.split(body, 0, body.length));
        }
    }

    @Test
    void split_readsNothingBeyondItsRange() {
        byte[] bytes = "[1,23]\"]".getBytes(UTF_8);

        assertThat(texts(JsonSplitter.split(bytes, 0, 6))).containsExactly("1", "23");
        assertBadRequest("invalid JSON", () -> JsonSplitter.split("[1,23]".getBytes(UTF_8), 0, 5));
        assertBadRequest("invalid JSON", () -> JsonSplitter.split("true".getBytes(UTF_8), 0, 3));
        assertBadRequest("invalid JSON", () -> JsonSplitter.split("\"abc\"".getBytes(UTF_8), 0, 4));
        assertBadRequest("invalid JSON", () -> JsonSplitter.split("\"\\u1234\"".getBytes(UTF_8), 0, 6));
        assertBadRequest("invalid JSON", () -> JsonSplitter.split("\"é\"".getBytes(UTF_8), 0, 2));
        assertThat(texts(JsonSplitter.split("123".getBytes(UTF_8), 0, 2))).containsExactly("12");
    }

    @Test
    void split_upTo1000Levels_isFine() {
        String arrays = "[".repeat(1000) + "]".repeat(1000);
        String objects = "{\"a\":".repeat(1000) + "1" + "}".repeat(1000);
        String mixed = "[" + "{\"a\":[".repeat(499) + "{}" + "]}".repeat(499) + "]";

        assertThat(texts(split(arrays))).containsExactly("[".repeat(999) + "]".repeat(999));
        assertThat(texts(split(objects))).containsExactly(objects);
        assertThat(texts(split(mixed))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 100_000, 5_000_000})
    void split_deeper_isRefusedByItsOwnMessage(int levels) {
        String message = "invalid JSON: nested deeper than 1000";

        assertBadRequest(message, () -> split("[".repeat(levels) + "]".repeat(levels)));
        assertBadRequest(message, () -> split("[".repeat(levels)));
        assertBadRequest(message, () -> split("{\"a\":".repeat(1001)));
        assertBadRequest(message, () -> split("[".repeat(1000) + "{}" + "]".repeat(1000)));
    }

    @Test
    void split_fiveMillionOnes_givesFiveMillionMessages() {
        byte[] bytes = new byte[10_000_001];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = ',';
            if (i + 1 < bytes.length) {
                bytes[i + 1] = '1';
            }
        }
        bytes[0] = '[';
        bytes[bytes.length - 1] = ']';

        Messages messages = JsonSplitter.split(bytes, 0, bytes.length);

        assertThat(messages.count()).isEqualTo(5_000_000);
        assertThat(messages.length()).isEqualTo(9_999_999);
        assertThat(messages.payloadBytes()).isEqualTo(5_000_000);
        assertThat(messages.begin(4_999_999)).isEqualTo(9_999_998);
        assertThat(messages.end(4_999_999)).isEqualTo(9_999_999);
    }
}
