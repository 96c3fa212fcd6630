package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PipelineTest {

    private Wire wire = new Wire();

    @AfterEach
    void close() {
        wire.close();
    }

    private static Response text(String text) {
        return Response.status(200).body(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void reply_outOfOrder_goesOutInOrder() {
        wire.get("/0").get("/1").get("/2");
        wire.exchange(2).reply(text("third"));
        wire.exchange(1).reply(text("second"));
        assertThat(wire.sent()).isEmpty();
        wire.exchange(0).reply(text("first"));
        assertThat(wire.sent()).containsSubsequence("first", "second", "third");
    }

    @Test
    void liveRead_ofAClientThatHasClosedItsSide_ends() {
        wire.get("/0");
        wire.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(wire.channel.isOpen()).isTrue();
        wire.exchange(0).unlimited();
        wire.channel.runPendingTasks();
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void liveRead_ofAClientThatHasClosedItsSide_getsWhatIsReady() {
        wire.get("/0");
        wire.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        wire.inOneTurn(() -> {
            wire.exchange(0).unlimited();
            wire.exchange(0).reply(text("ready"));
        });
        assertThat(wire.sent()).endsWith("ready");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void requestBehindOneThatChangesThings_waitsForItsAnswer() {
        wire.send(request("PUT", "/0"))
                .send(request("POST", "/1"))
                .send(request("POST", "/2"))
                .get("/3");
        assertThat(wire.exchanges).hasSize(1);
        wire.exchange(0).reply(text("created"));
        assertThat(wire.exchanges).as("appends side by side").hasSize(3);
        wire.exchange(2).reply(text("second"));
        assertThat(wire.exchanges).hasSize(3);
        wire.exchange(1).reply(text("first"));
        assertThat(wire.exchanges).hasSize(4);
        wire.exchange(3).reply(text("read"));
        assertThat(wire.sent()).containsSubsequence("created", "first", "second", "read");
    }

    @Test
    void malformedRequestBehindHeldOnes_isRefusedAfterTheirAnswers() {
        wire.send(request("PUT", "/0")).send(request("POST", "/1")).send("NO SUCH\0THING\r\n\r\n");
        wire.exchange(0).reply(text("created"));
        wire.exchange(1).reply(text("appended"));
        assertThat(wire.sent()).containsSubsequence("created", "appended", "400");
    }

    private static String request(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void burst_ofAnsweredRequests_isFlushedOnce() {
        var answering = new ServerScope(HttpOptions.defaults(), exchange -> exchange.reply(text("x")));
        wire.channel.pipeline().removeLast();
        wire.channel.pipeline().removeLast();
        wire.channel.pipeline().addLast(new HttpPipeline(answering));
        wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));
        assertThat(wire.flushes).isEqualTo(1);
        assertThat(wire.sent().split("HTTP/1.1 200 OK")).hasSize(21);
    }

    @Test
    void lateAnswers_ofOneTurn_areFlushedOnce() {
        wire.get("/0").get("/1").get("/2");
        int before = wire.flushes;
        wire.inOneTurn(() -> {
            wire.exchange(0).reply(text("a"));
            wire.exchange(1).reply(text("b"));
            wire.exchange(2).reply(text("c"));
        });
        // One flush carried the turn, the other is that of the answers.
        assertThat(wire.flushes - before).isEqualTo(2);
        assertThat(wire.sent()).containsSubsequence("a", "b", "c");
    }

    @Test
    void pipelineFull_stopsReadingUntilAnswered() {
        wire.close();
        wire = new Wire(HttpOptions.defaults().withLimits(HttpLimits.defaults().withPipelineMax(3)));
        wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10));
        assertThat(wire.exchanges).hasSize(3);
        assertThat(wire.channel.config().isAutoRead()).isFalse();
        for (int i = 0; i < 10; i++) {
            wire.exchange(i).reply(text("answer " + i));
        }
        assertThat(wire.sent()).contains("answer 9");
        assertThat(wire.channel.config().isAutoRead()).isTrue();
    }

    @Test
    void pipelineFull_holdsWhatWasReadAsBytes() {
        wire.close();
        wire = new Wire(HttpOptions.defaults().withLimits(HttpLimits.defaults().withPipelineMax(3)));
        int[] decoded = new int[1];
        wire.channel.pipeline().addAfter("decoder", "counting", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                decoded[0] += message instanceof HttpRequest ? 1 : 0;
                ctx.fireChannelRead(message);
            }
        });
        wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000));
        assertThat(decoded[0]).isEqualTo(3);
        wire.exchange(0).reply(text("first"));
        wire.channel.runPendingTasks();
        assertThat(decoded[0]).isEqualTo(4);
    }

    @Test
    void pipelineFull_clientThatHasClosedItsSide_isAnsweredInFull() {
        wire.close();
        wire = new Wire(HttpOptions.defaults().withLimits(HttpLimits.defaults().withPipelineMax(3)));
        wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10) + "GET /begun HTTP/1.1\r\n");
        wire.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        for (int i = 0; i < 10; i++) {
            assertThat(wire.channel.isOpen()).isTrue();
            wire.exchange(i).reply(text("answer " + i));
            wire.channel.runPendingTasks();
        }
        assertThat(wire.sent()).contains("answer 9");
        assertThat(wire.exchanges).hasSize(10);
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void pipelineFull_clientThatHasClosedItsSide_isAnsweredInFullThoughEachAnswerIsReadyAtOnce() {
        var held = new ArrayList<Exchange>();
        var answering = new ServerScope(
                HttpOptions.defaults().withLimits(HttpLimits.defaults().withPipelineMax(1)), exchange -> {
                    if (held.isEmpty()) {
                        held.add(exchange);
                    } else {
                        exchange.reply(text("x"));
                    }
                });
        wire.channel.pipeline().removeLast();
        wire.channel.pipeline().removeLast();
        wire.channel.pipeline().addLast(new HttpPipeline(answering));
        wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));
        wire.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        held.getFirst().reply(text("x"));
        assertThat(wire.sent().split("HTTP/1.1 200 OK")).hasSize(21);
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void failure_endsWhatTheExchangeHasOpen() {
        wire.get("/");
        int[] ended = new int[1];
        wire.exchange(0).onGone(() -> ended[0]++);
        wire.exchange(0).fail(new IllegalStateException("made by a test"));
        assertThat(ended[0]).isOne();
        assertThat(wire.sent()).startsWith("HTTP/1.1 500 ");
        wire.exchange(0).fail(new IllegalStateException("another"));
        assertThat(ended[0]).isOne();
    }

    @Test
    void secondReply_isDroppedAndReleased() {
        wire.get("/");
        var late = Unpooled.buffer().writeByte('x');
        wire.exchange(0).reply(text("first"));
        wire.exchange(0).reply(Response.status(200).body(late));
        assertThat(late.refCnt()).isZero();
        assertThat(wire.sent()).contains("first");
    }

    @Test
    void clientGone_runsActionsOnceAndReleasesWhatWasReady() {
        wire.get("/0").get("/1");
        var runs = new int[1];
        wire.exchange(0).onGone(() -> runs[0]++);
        wire.exchange(0).onGone(() -> runs[0]++);
        var ready = Unpooled.buffer().writeByte('x');
        wire.exchange(1).reply(Response.status(200).body(ready));
        wire.channel.close();
        assertThat(runs[0]).isEqualTo(2);
        assertThat(ready.refCnt()).isZero();
        assertThat(wire.exchange(0).open()).isFalse();
        var late = Unpooled.buffer().writeByte('y');
        wire.exchange(0).reply(Response.status(200).body(late));
        assertThat(late.refCnt()).isZero();
        wire.exchange(0).onGone(() -> runs[0]++);
        assertThat(runs[0]).isEqualTo(3);
    }

    @Test
    void onGone_afterTheAnswer_neverRuns() {
        wire.get("/");
        var runs = new int[1];
        wire.exchange(0).onGone(() -> runs[0]++);
        wire.exchange(0).reply(text("x"));
        wire.exchange(0).onGone(() -> runs[0]++);
        wire.channel.close();
        assertThat(runs[0]).isZero();
        wire.sent();
    }

    @Test
    void connectionClose_isAnsweredAndClosed() {
        wire.send(
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        wire.exchange(0).reply(text("x"));
        assertThat(wire.sent()).contains("Connection: close\r\n");
        assertThat(wire.exchanges).hasSize(1);
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void http10_closesUnlessAskedToStay() {
        wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        wire.exchange(0).reply(text("x"));
        assertThat(wire.sent()).contains("Connection: keep-alive\r\n");
        wire.send("GET / HTTP/1.0\r\n\r\n");
        wire.exchange(1).reply(text("x"));
        assertThat(wire.sent()).contains("Connection: close\r\n");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void stream_waitsForItsTurnAndHoldsBackTheNext() {
        wire.get("/0").get("/1").get("/2");
        var drained = new int[1];
        BodyWriter body = wire.exchange(1).stream(Response.status(200), -1);
        body.write(Unpooled.copiedBuffer("frame", StandardCharsets.US_ASCII), () -> drained[0]++);
        wire.exchange(2).reply(text("last"));
        assertThat(wire.sent()).isEmpty();
        assertThat(drained[0]).isZero();
        wire.exchange(0).reply(text("first"));
        assertThat(wire.sent())
                .containsSubsequence("first", "Transfer-Encoding: chunked", "5\r\nframe\r\n")
                .doesNotContain("last");
        assertThat(drained[0]).isEqualTo(1);
        body.write(Unpooled.wrappedBuffer(new byte[5000]), () -> drained[0]++);
        body.end();
        assertThat(wire.sent()).containsSubsequence("1388\r\n", "0\r\n\r\n", "last");
        assertThat(drained[0]).isEqualTo(2);
        assertThat(body.open()).isFalse();
    }

    @Test
    void stream_ofKnownLength_cutsWhenItEndsShort() {
        wire.get("/");
        BodyWriter body = wire.exchange(0).stream(Response.status(200), 10);
        body.write(Unpooled.wrappedBuffer(new byte[4]), () -> {});
        assertThat(wire.sent()).contains("Content-Length: 10\r\n");
        body.end();
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void stream_clientGone_runsActionAndReleasesFrames() {
        wire.get("/0").get("/1");
        var runs = new int[1];
        var frame = Unpooled.buffer().writeByte('x');
        wire.exchange(1).onGone(() -> runs[0]++);
        BodyWriter body = wire.exchange(1).stream(Response.status(200), -1);
        body.write(frame, () -> {});
        wire.channel.close();
        assertThat(runs[0]).isEqualTo(1);
        assertThat(frame.refCnt()).isZero();
        assertThat(body.open()).isFalse();
        var late = Unpooled.buffer().writeByte('y');
        body.write(late, () -> {});
        assertThat(late.refCnt()).isZero();
    }

    @Test
    void stream_http10_endsWithTheConnection() {
        wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        BodyWriter body = wire.exchange(0).stream(Response.status(200), -1);
        body.write(Unpooled.copiedBuffer("frame", StandardCharsets.US_ASCII), () -> {});
        body.end();
        assertThat(wire.sent()).contains("Connection: close\r\n").endsWith("\r\n\r\nframe");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void stream_toHead_sendsTheHeadAlone() {
        wire.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        BodyWriter body = wire.exchange(0).stream(Response.status(200), 10);
        body.write(Unpooled.wrappedBuffer(new byte[4]), () -> {});
        body.end();
        assertThat(wire.sent()).contains("Content-Length: 10\r\n").endsWith("\r\n\r\n");
        assertThat(wire.channel.isOpen()).isTrue();
    }

    @Test
    void serverClosing_answers503AndEndsTheConnection() {
        wire.get("/0");
        wire.scope.beginClosing();
        wire.get("/1");
        assertThat(wire.exchanges).hasSize(1);
        wire.exchange(0).reply(text("first"));
        assertThat(wire.sent())
                .containsSubsequence(
                        "first",
                        "HTTP/1.1 503 ",
                        "Retry-After: 5\r\n",
                        "Connection: close\r\n",
                        "{\"error\":{\"code\":\"unavailable\",\"message\":\"server shutting down\"}}");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void serverClosing_endsIdleConnections() {
        wire.get("/0");
        wire.exchange(0).reply(text("x"));
        wire.sent();
        wire.scope.beginClosing();
        wire.channel.runPendingTasks();
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void drainedThatThrows_cutsTheConnection() {
        wire.get("/");
        BodyWriter body = wire.exchange(0).stream(Response.status(200), -1);
        body.write(Unpooled.copiedBuffer("frame", StandardCharsets.US_ASCII), () -> {
            throw new IllegalStateException("a bug for the log");
        });
        wire.sent();
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void scheduledActionThatThrows_is500() {
        wire.get("/");
        wire.exchange(0).schedule(1, () -> {
            throw new IllegalStateException("a bug for the log");
        });
        wire.advance(2);
        assertThat(wire.sent()).startsWith("HTTP/1.1 500 ");
    }
}
