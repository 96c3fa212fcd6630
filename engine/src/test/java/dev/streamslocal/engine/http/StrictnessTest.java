package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What must never be taken for a request, byte by byte over a real socket. */
final class StrictnessTest {

    private static final String HOST = "Host: localhost\r\n";

    private static HttpServer server;

    @BeforeAll
    static void start() {
        server = HttpServer.bind(
                HttpOptions.defaults(),
                exchange -> exchange.reply(
                        Response.status(200).body(exchange.request().body())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("NUL in request line", 400, "GET /a\0b HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("control in request line", 400, "GET /a\1b HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("tab in request line", 400, "GET\t/ HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("CR in request line", 400, "GET /a\rb HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("DEL in request line", 400, "GET /\u007f HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("two blanks before target", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("two blanks behind target", 400, "GET /  HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("blank behind version", 400, "GET / HTTP/1.1 \r\n" + HOST + "\r\n"),
                Arguments.of("host missing", 400, "GET / HTTP/1.1\r\n\r\n"),
                Arguments.of("host twice", 400, "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
                Arguments.of("absolute target without host", 400, "GET http:///x HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("NUL first", 400, "\0GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("blank first", 400, " GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("NUL in header value", 400, "GET / HTTP/1.1\r\n" + HOST + "X: a\0b\r\n\r\n"),
                Arguments.of("NUL in header name", 400, "GET / HTTP/1.1\r\n" + HOST + "X\0: a\r\n\r\n"),
                Arguments.of("control in header value", 400, "GET / HTTP/1.1\r\n" + HOST + "X: a\u000bb\r\n\r\n"),
                Arguments.of("CR in header value", 400, "GET / HTTP/1.1\r\n" + HOST + "X: a\rb\r\n\r\n"),
                Arguments.of("LF alone after request line", 400, "GET / HTTP/1.1\n" + HOST + "\r\n"),
                Arguments.of("LF alone after header", 400, "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n"),
                Arguments.of("LF alone at the end", 400, "GET / HTTP/1.1\r\n" + HOST + "\n"),
                Arguments.of("folded line", 400, "GET / HTTP/1.1\r\n" + HOST + "X: a\r\n b\r\n\r\n"),
                Arguments.of("folded first header", 400, "GET / HTTP/1.1\r\n " + HOST + "\r\n"),
                Arguments.of("blank before colon", 400, "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"),
                Arguments.of("no colon", 400, "GET / HTTP/1.1\r\n" + HOST + "nonsense\r\n\r\n"),
                Arguments.of("empty header name", 400, "GET / HTTP/1.1\r\n" + HOST + ": x\r\n\r\n"),
                Arguments.of("bad header name", 400, "GET / HTTP/1.1\r\n" + HOST + "a(b: x\r\n\r\n"),
                Arguments.of("version missing", 400, "GET /\r\n" + HOST + "\r\n"),
                Arguments.of("version nonsense", 400, "GET / HTTP/x\r\n" + HOST + "\r\n"),
                Arguments.of("version lower case", 400, "GET / http/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("version 2", 505, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
                Arguments.of("blank in target", 400, "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("target without slash", 400, "GET a HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("authority as target", 400, "CONNECT localhost:80 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("asterisk with GET", 400, "GET * HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("not HTTP", 400, "\u0016\u0003\u0001\u0002"),
                Arguments.of("length not a number", 400, post("Content-Length: abc\r\n") + "abc"),
                Arguments.of("length signed", 400, post("Content-Length: +3\r\n") + "abc"),
                Arguments.of("length negative", 400, post("Content-Length: -3\r\n") + "abc"),
                Arguments.of("length empty", 400, post("Content-Length: \r\n") + "abc"),
                Arguments.of("length hexadecimal", 400, post("Content-Length: 0x3\r\n") + "abc"),
                Arguments.of("length beyond long", 400, post("Content-Length: 99999999999999999999\r\n")),
                Arguments.of("length twice, equal", 400, post("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc"),
                Arguments.of("length twice", 400, post("Content-Length: 3\r\nContent-Length: 4\r\n") + "abc"),
                Arguments.of(
                        "length twice in HTTP/1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
                Arguments.of(
                        "length as list in HTTP/1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Content-Length: 3, 4\r\n\r\nabc"),
                Arguments.of("length as list", 400, post("Content-Length: 3, 3\r\n") + "abc"),
                Arguments.of(
                        "length and coding",
                        400,
                        post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"),
                Arguments.of("coding unknown", 400, post("Transfer-Encoding: gzip\r\n") + "0\r\n\r\n"),
                Arguments.of("coding before chunked", 400, post("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n"),
                Arguments.of("chunked not last", 400, post("Transfer-Encoding: chunked, gzip\r\n") + "0\r\n\r\n"),
                Arguments.of(
                        "chunked twice",
                        400,
                        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"),
                Arguments.of("chunked disguised", 400, post("Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n"),
                Arguments.of(
                        "coding in HTTP/1.0",
                        400,
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("chunk size nonsense", 400, post("Transfer-Encoding: chunked\r\n") + "zz\r\n"),
                Arguments.of("chunk size negative", 400, post("Transfer-Encoding: chunked\r\n") + "-1\r\n"),
                Arguments.of("chunk size huge", 400, post("Transfer-Encoding: chunked\r\n") + "fffffffff\r\n"),
                Arguments.of("chunk size empty", 400, post("Transfer-Encoding: chunked\r\n") + "\r\n"),
                Arguments.of("chunk size ended by LF", 400, post("Transfer-Encoding: chunked\r\n") + "1\nx"),
                Arguments.of(
                        "endless chunk extension",
                        400,
                        post("Transfer-Encoding: chunked\r\n") + "1;x=" + "y".repeat(17_000) + "\r\nx\r\n"),
                Arguments.of("chunk too long", 400, post("Transfer-Encoding: chunked\r\n") + "1\r\nxyz\r\n"),
                Arguments.of("long request line", 414, "GET /" + "a".repeat(17_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("endless request line", 414, "GET /" + "a".repeat(40_000)),
                Arguments.of("long header", 431, "GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(33_000) + "\r\n\r\n"),
                Arguments.of("endless header", 431, "GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(70_000)),
                Arguments.of("many headers", 431, "GET / HTTP/1.1\r\n" + HOST + "X: aaaaaaaa\r\n".repeat(4_000)),
                Arguments.of("expectation unknown", 417, post("Expect: magic\r\nContent-Length: 3\r\n") + "abc"));
    }

    private static String post(String headers) {
        return "POST / HTTP/1.1\r\n" + HOST + headers + "\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformed_isRefusedAndClosed(String name, int status, String bytes) throws Exception {
        try (var peer = new Peer(server)) {
            peer.send(bytes);
            Peer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.text()).startsWith("{\"error\":{\"code\":\"");
            assertThat(peer.ended()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformed_byteByByte_isRefusedAlike(String name, int status, String bytes) {
        if (bytes.length() > 200) {
            return;
        }
        try (var wire = new Wire()) {
            for (int i = 0; i < bytes.length() && wire.channel.isOpen(); i++) {
                wire.send(bytes.substring(i, i + 1));
            }
            assertThat(wire.sent()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(wire.channel.isOpen()).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformed_splitAnywhere_isRefusedAlike(String name, int status, String bytes) {
        for (int at = 1; at < Math.min(bytes.length(), 200); at++) {
            try (var wire = new Wire()) {
                wire.send(bytes.substring(0, at));
                if (wire.channel.isOpen()) {
                    wire.send(bytes.substring(at));
                }
                assertThat(wire.sent()).startsWith("HTTP/1.1 " + status + " ");
                assertThat(wire.channel.isOpen()).isFalse();
            }
        }
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of("lower case header", "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"),
                Arguments.of("no blank after colon", "GET / HTTP/1.1\r\nHost:localhost\r\n\r\n"),
                Arguments.of("blanks around value", "GET / HTTP/1.1\r\nHost: \t localhost \t\r\n\r\n"),
                Arguments.of("empty lines first", "\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("Latin-1 in value", "GET / HTTP/1.1\r\n" + HOST + "Stream-Key: \u00e9\u00ff\r\n\r\n"),
                Arguments.of("bytes above ASCII in target", "GET /\u00c3\u00a9 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of(
                        "WebSocket draft with a body, without its body",
                        "GET / HTTP/1.1\r\n" + HOST + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n"),
                Arguments.of("empty value", "GET / HTTP/1.1\r\n" + HOST + "X:\r\n\r\n"),
                Arguments.of("absolute target", "GET http://localhost:1/x HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("line just short enough", "GET /" + "a".repeat(16_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of(
                        "headers just short enough",
                        "GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(32_000) + "\r\n\r\n"),
                Arguments.of(
                        "chunks with trailer",
                        post("Transfer-Encoding: Chunked\r\n") + "2;x=y\r\nab\r\n01\r\nc\r\n0\r\nT: v\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void unusual_butLegal_isServed(String name, String bytes) throws Exception {
        try (var peer = new Peer(server)) {
            assertThat(peer.send(bytes).answer().status()).isEqualTo(200);
            assertThat(peer.get("/").answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void unusual_splitAnywhere_isOneRequest(String name, String bytes) {
        for (int at = 1; at < Math.min(bytes.length(), 200); at++) {
            try (var wire = new Wire()) {
                wire.send(bytes.substring(0, at));
                wire.send(bytes.substring(at) + "GET /behind HTTP/1.1\r\n" + HOST + "\r\n");
                wire.exchange(0).reply(Response.status(204));
                assertThat(wire.exchange(1).request().rawPath()).isEqualTo("/behind");
                assertThat(wire.exchanges).hasSize(2);
            }
        }
    }

    @Test
    void malformed_afterGoodOnes_isAnsweredInTurn() {
        try (var wire = new Wire()) {
            wire.get("/0");
            wire.send("GET / HTTP/1.1\r\nHost : x\r\n\r\n");
            assertThat(wire.sent()).isEmpty();
            wire.exchange(0).reply(Response.status(204));
            assertThat(wire.sent()).containsSubsequence("HTTP/1.1 204 ", "HTTP/1.1 400 ");
            assertThat(wire.channel.isOpen()).isFalse();
        }
    }
}
