package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseTest {

    private final Wire wire =
            new Wire(HttpOptions.defaults().withClock(InstantSource.fixed(Instant.parse("2026-03-05T07:08:09.123Z"))));

    @AfterEach
    void close() {
        wire.close();
    }

    private String answerTo(String method, Response response) {
        wire.send(method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        wire.exchanges.getLast().reply(response);
        return wire.sent();
    }

    @Test
    void ordinaryAnswer_isExactlyTheseBytes() {
        byte[] body = "hi".getBytes(StandardCharsets.US_ASCII);
        assertThat(answerTo(
                        "GET", Response.status(200).header("ETag", "W/\"1\"").body(body, "text/plain")))
                .isEqualTo("HTTP/1.1 200 OK\r\n"
                        + "X-Content-Type-Options: nosniff\r\n"
                        + "Date: Thu, 05 Mar 2026 07:08:09 GMT\r\n"
                        + "ETag: W/\"1\"\r\n"
                        + "Content-Type: text/plain\r\n"
                        + "Content-Length: 2\r\n"
                        + "\r\n"
                        + "hi");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void statusWithoutBody_hasNoLength(int status) {
        assertThat(answerTo("GET", Response.status(status)))
                .doesNotContain("Content-Length")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 403, 409})
    void emptyAnswer_hasLengthZero(int status) {
        assertThat(answerTo("PUT", Response.status(status)))
                .contains("Content-Length: 0\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void head_hasTheLengthAndNoBody() {
        assertThat(answerTo("HEAD", Response.problem(Problem.notFound())))
                .contains("Content-Length: 52\r\n", "Content-Type: application/json; charset=utf-8\r\n")
                .endsWith("\r\n\r\n");
        ByteBuf body = Unpooled.wrappedBuffer(new byte[100_000]);
        assertThat(answerTo("HEAD", Response.status(200).body(body)))
                .contains("Content-Length: 100000\r\n")
                .endsWith("\r\n\r\n");
        assertThat(body.refCnt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8192, 8193, 300_000})
    void bufferBody_ofAnySize_arrivesAndIsReleased(int size) {
        ByteBuf body = Unpooled.copiedBuffer("b".repeat(size), StandardCharsets.US_ASCII);
        assertThat(answerTo("GET", Response.status(200).body(body)))
                .contains("Content-Length: " + size + "\r\n")
                .endsWith("\r\n\r\n" + "b".repeat(size));
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void manyHeaders_growTheBlock() {
        Response response = Response.status(200);
        for (int i = 0; i < 50; i++) {
            response.header("X-Number-" + i, "value " + i);
        }
        assertThat(response.header("x-number-49")).isEqualTo("value 49");
        assertThat(answerTo("GET", response)).contains("X-Number-0: value 0\r\n", "X-Number-49: value 49\r\n");
    }

    @Test
    void latin1Value_isOneBytePerCharacter() {
        assertThat(answerTo("GET", Response.status(200).header("Stream-Key", "\u00e9\u00ff")))
                .contains("Stream-Key: \u00e9\u00ff\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\u007fb", "a\u0001b", "\u0100", "\u4e2d"})
    void unfitValue_isRefused(String value) {
        assertThatThrownBy(() -> Response.status(200).header("X", value))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("X");
        assertThatThrownBy(() -> HeaderLine.of("X", value)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\n", "\u00e9"})
    void unfitName_isRefused(String name) {
        assertThatThrownBy(() -> Response.status(200).header(name, "x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void overloadedAndUnavailable_sayWhenToComeBack() {
        assertThat(Response.problem(Problem.overloaded()).header("Retry-After")).isEqualTo("1");
        assertThat(Response.problem(Problem.shuttingDown()).header("Retry-After"))
                .isEqualTo("5");
        assertThat(Response.problem(Problem.notFound()).header("Retry-After")).isEmpty();
    }

    @Test
    void everyStatus_hasALine() {
        for (int status = 200; status < 600; status++) {
            assertThat(new String(StatusLine.of(status), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void dispatcherThrows_is500WithTheRequestIdAndOthersGoOn() {
        var scope = new ServerScope(HttpOptions.defaults(), exchange -> {
            switch (exchange.request().rawPath()) {
                case "/bug" -> throw new IllegalStateException("a bug for the log");
                case "/bad" -> throw ProtocolException.badRequest("not so");
                default -> exchange.reply(Response.status(204));
            }
        });
        wire.channel.pipeline().removeLast();
        wire.channel.pipeline().removeLast();
        wire.channel.pipeline().addLast(new HttpPipeline(scope));
        assertThat(wire.get("/bug").sent())
                .startsWith("HTTP/1.1 500 ")
                .containsPattern("X-Request-Id: [0-9a-f]{16}\r\n")
                .endsWith("{\"error\":{\"code\":\"internal\",\"message\":\"internal server error\"}}");
        assertThat(wire.get("/bad").sent()).startsWith("HTTP/1.1 400 ").contains("not so");
        assertThat(wire.get("/").sent()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void dateLine_isMadeOnceASecond() {
        var now = new long[] {1_000};
        var date = new DateHeader(() -> Instant.ofEpochMilli(now[0]));
        byte[] first = date.line();
        now[0] = 1_999;
        assertThat(date.line()).isSameAs(first);
        now[0] = 2_000;
        assertThat(date.line()).isNotSameAs(first).asString().isEqualTo("Date: Thu, 01 Jan 1970 00:00:02 GMT\r\n");
    }
}
