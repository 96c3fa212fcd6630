package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BodyTest {

    private static final String HEAD = "POST /x HTTP/1.1\r\nHost: localhost\r\n";
    private static final long BUDGET = 1 << 20;
    private static final int BYTES_MAX = 100_000;

    private final Wire wire = new Wire(HttpOptions.defaults()
            .withBodyBytesMax(BYTES_MAX)
            .withLimits(HttpLimits.defaults().withIntakeBytesMax(BUDGET)));

    @AfterEach
    void close() {
        wire.close();
        assertThat(wire.scope.budget().left()).isEqualTo(BUDGET);
    }

    @Test
    void wholeBody_isTakenOnceAndOwned() {
        wire.send(HEAD + "Content-Length: 5\r\n\r\nhello");
        Request request = wire.exchange(0).request();
        assertThat(request.bodyLength()).isEqualTo(5);
        assertThat(request.body()).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(request::body).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noBody_isEmpty() {
        wire.send(HEAD + "\r\n")
                .send(HEAD + "Content-Length: 0\r\n\r\n")
                .send(HEAD + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        assertThat(wire.exchanges)
                .hasSize(3)
                .allSatisfy(exchange -> assertThat(exchange.request().body()).isEmpty());
    }

    /** Random bodies, framings and cuts: every byte arrives once, in order. */
    @Test
    void anyCutOfAnyBody_arrivesWhole() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(BYTES_MAX) : random.nextInt(300)];
            random.nextBytes(body);
            sendInPieces(request(body, random), random);
            assertThat(wire.exchange(round).request().body())
                    .as("round %d", round)
                    .isEqualTo(body);
            wire.exchange(round).reply(Response.status(204));
        }
        assertThat(wire.sent().split("HTTP/1.1 204")).hasSize(201);
    }

    private static byte[] request(byte[] body, Random random) {
        var bytes = new ByteArrayOutputStream();
        boolean chunked = random.nextBoolean();
        put(bytes, HEAD + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length) + "\r\n\r\n");
        if (!chunked) {
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
        for (int from = 0; from < body.length; ) {
            int length = Math.min(body.length - from, 1 + random.nextInt(5_000));
            put(bytes, Integer.toHexString(length) + "\r\n");
            bytes.write(body, from, length);
            put(bytes, "\r\n");
            from += length;
        }
        put(bytes, "0\r\n\r\n");
        return bytes.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void sendInPieces(byte[] bytes, Random random) {
        int pieceMax = bytes.length < 1_000 ? 1 + random.nextInt(50) : 1 + random.nextInt(9_000);
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(pieceMax));
            wire.channel.writeInbound(Unpooled.copiedBuffer(bytes, from, length));
            from += length;
        }
    }

    @Test
    void bodyTooLarge_isReadToItsEndAndDispatched() {
        wire.send(HEAD + "Content-Length: " + (BYTES_MAX + 1) + "\r\n\r\n" + "x".repeat(BYTES_MAX));
        assertThat(wire.exchanges).isEmpty();
        wire.send("xGET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(wire.exchange(0).request().bodyTooLarge()).isTrue();
        assertThat(wire.exchange(0).request().bodyLength()).isEqualTo(BYTES_MAX + 1);
        assertThatThrownBy(() -> wire.exchange(0).request().body()).isInstanceOf(IllegalStateException.class);
        wire.exchange(0).reply(Response.status(413));
        assertThat(wire.exchange(1).request().rawPath()).isEqualTo("/next");
    }

    @Test
    void chunkedBodyTooLarge_isReadToItsEndAndDispatched() {
        wire.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 11; i++) {
            wire.send("2710\r\n" + "x".repeat(10_000) + "\r\n");
        }
        wire.send("0\r\n\r\n");
        assertThat(wire.exchange(0).request().bodyTooLarge()).isTrue();
        assertThat(wire.exchange(0).request().bodyLength()).isEqualTo(110_000);
    }

    @Test
    void announcedLengthAlone_reservesLittle() {
        wire.send(HEAD + "Content-Length: 100000\r\n\r\nx");
        assertThat(BUDGET - wire.scope.budget().left()).isBetween(1L, 20_000L);
        wire.channel.close();
    }

    @Test
    void budgetSpent_is429AndTheConnectionStays() {
        wire.scope.budget().take(BUDGET - 10);
        wire.send(HEAD + "Content-Length: 11\r\n\r\n0123456789").send("a");
        wire.scope.budget().give(BUDGET - 10);
        assertThat(wire.exchanges).isEmpty();
        assertThat(wire.sent())
                .startsWith("HTTP/1.1 429 ")
                .contains("Retry-After: 1\r\n", "ingest queue full")
                .doesNotContain("Connection: close");
        wire.send(HEAD + "Content-Length: 1\r\n\r\na");
        assertThat(wire.exchanges).hasSize(1);
    }

    @Test
    void expectContinue_isAskedForWhenWanted() {
        wire.send(HEAD + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        assertThat(wire.sent()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        wire.send("hello");
        assertThat(wire.exchange(0).request().body()).hasSize(5);
        assertThat(wire.sent()).isEmpty();
    }

    @Test
    void expectContinue_waitsForEarlierAnswers() {
        wire.get("/0").send(HEAD + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(wire.sent()).isEmpty();
        wire.exchange(0).reply(Response.status(204));
        assertThat(wire.sent()).containsSubsequence("HTTP/1.1 204", "HTTP/1.1 100 Continue");
    }

    @Test
    void expectContinue_bodyAlreadyThere_isNotAskedFor() {
        wire.send(HEAD + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(wire.sent()).isEmpty();
        assertThat(wire.exchanges).hasSize(1);
    }

    @Test
    void expectContinue_tooLarge_isDispatchedAtOnceAndCloses() {
        wire.send(HEAD + "Expect: 100-continue\r\nContent-Length: 100001\r\n\r\n");
        assertThat(wire.exchange(0).request().bodyTooLarge()).isTrue();
        wire.exchange(0).reply(Response.status(413));
        assertThat(wire.sent()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void expectContinue_foreignOrigin_isRefusedWithoutTheBody() {
        wire.send(HEAD + "Origin: http://evil.example\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        assertThat(wire.exchanges).isEmpty();
        assertThat(wire.sent()).startsWith("HTTP/1.1 403 ").contains("Connection: close");
    }

    @Test
    void expectContinue_withoutBodyOrInHttp10_isPassedOver() {
        wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\r\n");
        wire.send("POST / HTTP/1.0\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
        assertThat(wire.sent()).isEmpty();
        wire.send("x");
        assertThat(wire.exchanges).hasSize(2);
    }

    @Test
    void bodyThatWaitsForItsTurn_countsUntilItIsTaken() {
        wire.get("/live").send(HEAD + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
        assertThat(wire.exchanges).hasSize(1);
        assertThat(wire.scope.budget().left()).isEqualTo(BUDGET - 1000);
        wire.exchange(0).reply(Response.status(204));
        assertThat(wire.exchange(1).request().body()).hasSize(1000);
        assertThat(wire.scope.budget().left()).isEqualTo(BUDGET);
    }

    @Test
    void bodiesThatWaitForTheirTurn_stopReadingUntilTheyHaveIt() {
        wire.get("/live");
        String post = HEAD + "Content-Length: " + BYTES_MAX + "\r\n\r\n" + "x".repeat(BYTES_MAX);
        wire.send(post).send(post);
        assertThat(wire.channel.config().isAutoRead()).isTrue();
        wire.send(post);
        assertThat(wire.channel.config().isAutoRead()).isFalse();
        wire.exchange(0).reply(Response.status(204));
        assertThat(wire.channel.config().isAutoRead()).isTrue();
        assertThat(wire.exchanges).hasSize(4);
    }

    @Test
    void bodyThatNobodyTakes_countsUntilTheAnswer() {
        wire.send(HEAD + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
        assertThat(wire.scope.budget().left()).isEqualTo(BUDGET - 1000);
        wire.exchange(0).reply(Response.status(404));
        assertThat(wire.scope.budget().left()).isEqualTo(BUDGET);
    }

    @Test
    void bodyOfARead_isReadAndThrownAway() {
        wire.send("GET /live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000));
        assertThat(wire.exchange(0).request().body()).isEmpty();
        assertThat(wire.scope.budget().left()).isEqualTo(BUDGET);
        wire.exchange(0).reply(Response.status(204));
        wire.get("/next");
        assertThat(wire.exchange(1).request().rawPath()).isEqualTo("/next");
    }

    @Test
    void clientGone_inTheMiddleOfABody_dispatchesNothing() {
        wire.send(HEAD + "Content-Length: 50000\r\n\r\n" + "x".repeat(30_000));
        wire.channel.close();
        assertThat(wire.exchanges).isEmpty();
    }
}
