package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HttpServerTest {

    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    private HttpServer server = HttpServer.bind(HttpOptions.defaults(), exchanges::add);

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(HttpOptions options) {
        server.close();
        server = HttpServer.bind(options, exchanges::add);
    }

    private Exchange next() throws InterruptedException {
        Exchange exchange = exchanges.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        return exchange;
    }

    private static Response text(String text) {
        return Response.status(200).body(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void reply_fromAnyThread_reachesTheClientInOrder() throws Exception {
        try (var peer = new Peer(server)) {
            peer.get("/0").get("/1");
            Exchange first = next();
            Exchange second = next();
            second.reply(text("second"));
            first.reply(text("first"));
            assertThat(peer.answer().text()).isEqualTo("first");
            assertThat(peer.answer().text()).isEqualTo("second");
        }
    }

    @Test
    void clientThatClosesItsSideAfterTheRequest_isStillAnswered() throws Exception {
        try (var peer = new Peer(server)) {
            peer.get("/");
            peer.socket().shutdownOutput();
            next().reply(text("answer"));
            assertThat(peer.answer().text()).isEqualTo("answer");
            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    void clientThatClosesItsSide_getsMoreThanItsSocketTakesAtATime() throws Exception {
        var page = new byte[1 << 20];
        try (var peer = new Peer(server)) {
            int pages = 16;
            for (int i = 0; i < pages; i++) {
                peer.get("/" + i);
            }
            peer.socket().shutdownOutput();
            // All of them first: with a full socket before it the server reads no further request.
            var exchanges = new ArrayList<Exchange>();
            for (int i = 0; i < pages; i++) {
                exchanges.add(next());
            }
            exchanges.forEach(exchange -> exchange.reply(Response.status(200).body(page)));
            for (int i = 0; i < pages; i++) {
                assertThat(peer.answer().text()).hasSize(page.length);
            }
            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    void clientThatLeavesALiveRead_isNoticedAtOnce() throws Exception {
        var gone = new CountDownLatch(1);
        try (var peer = new Peer(server)) {
            peer.get("/");
            Exchange exchange = next();
            exchange.unlimited();
            exchange.onGone(gone::countDown);
        }
        assertThat(gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void clientThatResets_isNoticedAtOnce() throws Exception {
        var gone = new CountDownLatch(1);
        try (var peer = new Peer(server)) {
            peer.get("/");
            next().onGone(gone::countDown);
            peer.socket().setSoLinger(true, 0);
        }
        assertThat(gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void requestRefusedInTheMiddleOfItsBody_isNotLostToAReset() throws Exception {
        restart(HttpOptions.defaults().withLimits(HttpLimits.defaults().withTimes(10_000, 50, 5_000)));
        try (var peer = new Peer(server)) {
            peer.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n");
            peer.send(new byte[100_000]);
            Peer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    void readerThatTakesNothing_isCutOff() throws Exception {
        restart(HttpOptions.defaults().withLimits(HttpLimits.defaults().withStallMillis(200)));
        var gone = new CountDownLatch(1);
        try (var peer = new Peer(server)) {
            peer.get("/");
            Exchange exchange = next();
            exchange.loop().execute(() -> {
                exchange.onGone(gone::countDown);
                BodyWriter body = exchange.stream(Response.status(200), -1);
                writeForever(exchange, body);
            });
            assertThat(gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void writeForever(Exchange exchange, BodyWriter body) {
        if (body.open()) {
            ByteBuf frame = exchange.allocator().buffer(64 << 10).writeZero(64 << 10);
            body.write(frame, () -> writeForever(exchange, body));
        }
    }

    @Test
    void slowReader_getsEverythingFrameByFrame() throws Exception {
        int frames = 64;
        try (var peer = new Peer(server)) {
            peer.get("/");
            Exchange exchange = next();
            exchange.loop().execute(() -> writeFrames(exchange, exchange.stream(Response.status(200), -1), frames));
            byte[] body = peer.answer().body();
            assertThat(body).hasSize(frames * 100_000);
            for (int i = 0; i < frames; i++) {
                assertThat(body[i * 100_000]).isEqualTo((byte) (frames - i));
            }
        }
    }

    private static void writeFrames(Exchange exchange, BodyWriter body, int left) {
        if (left == 0) {
            body.end();
            return;
        }
        ByteBuf frame = exchange.allocator().buffer(100_000).writeZero(100_000);
        frame.setByte(0, left);
        body.write(frame, () -> writeFrames(exchange, body, left - 1));
    }

    @Test
    void close_waitsForAnswersUnderWay() throws Exception {
        restart(HttpOptions.defaults().withLimits(HttpLimits.defaults().withCloseGraceMillis(20_000)));
        try (var peer = new Peer(server);
                var idle = new Peer(server)) {
            peer.get("/");
            Exchange exchange = next();
            var closing = new Thread(server::close);
            closing.start();
            assertThat(idle.ended()).isTrue();
            exchange.reply(text("in time"));
            assertThat(peer.answer().text()).isEqualTo("in time");
            assertThat(peer.ended()).isTrue();
            peer.close();
            closing.join();
        }
    }

    @Test
    void close_endsLiveReadsAtOnce() throws Exception {
        restart(HttpOptions.defaults().withLimits(HttpLimits.defaults().withCloseGraceMillis(20_000)));
        var gone = new CountDownLatch(2);
        try (var poll = new Peer(server);
                var sse = new Peer(server)) {
            poll.get("/");
            Exchange polling = next();
            polling.unlimited();
            polling.onGone(gone::countDown);
            sse.get("/");
            Exchange streaming = next();
            streaming.unlimited();
            streaming.onGone(gone::countDown);
            streaming
                    .loop()
                    .execute(() -> streaming.stream(Response.status(200), -1)
                            .write(Unpooled.copiedBuffer("frame", StandardCharsets.US_ASCII), () -> {}));
            assertThat(sse.line()).startsWith("HTTP/1.1 200");
            server.close();
            assertThat(poll.answer().status()).isEqualTo(503);
            assertThat(new String(sse.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("5\r\nframe\r\n0\r\n\r\n");
            assertThat(gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void close_cutsWhatIsNotAnsweredInTheGrace() throws Exception {
        restart(HttpOptions.defaults().withLimits(HttpLimits.defaults().withCloseGraceMillis(50)));
        var gone = new CountDownLatch(1);
        try (var peer = new Peer(server)) {
            peer.get("/");
            Exchange exchange = next();
            exchange.onGone(gone::countDown);
            server.close();
            assertThat(gone.getCount()).isZero();
            exchange.reply(text("too late"));
            exchange.onGone(() -> {});
            assertThatThrownBy(peer::answer).isInstanceOf(IOException.class);
        }
    }

    @Test
    void twoHundredServers_leaveNothingBehind() throws Exception {
        server.close();
        for (int i = 0; i < 200; i++) {
            try (HttpServer one = HttpServer.bind(HttpOptions.defaults(), exchange -> exchange.reply(text("answer")));
                    var peer = new Peer(one)) {
                assertThat(peer.get("/").answer().text()).isEqualTo("answer");
            }
        }
        assertThat(threadNames()).noneMatch(name -> name.startsWith("streams-http") || name.startsWith("globalEvent"));
    }

    private static List<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @Test
    void closedPort_refusesAndCanBeTakenAgain() throws Exception {
        int port = server.address().getPort();
        server.close();
        server.close();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(IOException.class);
        server = HttpServer.bind(HttpOptions.defaults().withAddress("127.0.0.1", port), exchanges::add);
        assertThat(server.address().getPort()).isEqualTo(port);
    }

    @Test
    void portInUse_isSaid() {
        HttpOptions same =
                HttpOptions.defaults().withAddress("127.0.0.1", server.address().getPort());
        assertThatThrownBy(() -> HttpServer.bind(same, exchanges::add))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(
                        "cannot listen on 127.0.0.1:" + server.address().getPort());
    }

    @Test
    void remoteAddress_needsPermission() {
        assertThatThrownBy(() -> HttpServer.bind(HttpOptions.defaults().withAddress("0.0.0.0", 0), exchanges::add))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void close_onItsOwnLoop_isRefused() throws Exception {
        try (var peer = new Peer(server)) {
            peer.get("/");
            Exchange exchange = next();
            exchange.loop().execute(() -> {
                try {
                    server.close();
                } catch (IllegalStateException e) {
                    exchange.reply(text("refused"));
                }
            });
            assertThat(peer.answer().text()).isEqualTo("refused");
        }
    }

    @Test
    void nioTransport_servesAlike() throws Exception {
        System.setProperty(Transport.PROPERTY, "nio");
        try {
            restart(HttpOptions.defaults().withEventLoops(2));
        } finally {
            System.clearProperty(Transport.PROPERTY);
        }
        for (int i = 0; i < 4; i++) {
            try (var peer = new Peer(server)) {
                peer.get("/");
                peer.socket().shutdownOutput();
                next().reply(text("answer"));
                assertThat(peer.answer().text()).isEqualTo("answer");
                assertThat(peer.ended()).isTrue();
            }
        }
    }
}
