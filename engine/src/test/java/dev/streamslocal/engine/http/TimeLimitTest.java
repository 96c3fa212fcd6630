package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.Problem;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TimeLimitTest {

    private final Wire wire =
            new Wire(HttpOptions.defaults().withLimits(HttpLimits.defaults().withTimes(1_000, 500, 200)));

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void head_notWholeInTime_is408AndCloses() {
        wire.send("GET / HT").advance(600).send("TP/1.1\r\nHo").advance(399);
        assertThat(wire.sent()).isEmpty();
        wire.advance(2);
        assertThat(wire.sent()).startsWith("HTTP/1.1 408 ").contains("request_timeout", "Connection: close");
        assertThat(wire.channel.isOpen()).isFalse();
    }

    @Test
    void idleConnection_hasNoLimit() {
        wire.advance(1_000_000);
        wire.get("/");
        wire.exchange(0).reply(Response.status(204));
        wire.advance(1_000_000);
        assertThat(wire.channel.isOpen()).isTrue();
        assertThat(wire.sent()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void body_idleTooLong_is408AndCloses() {
        wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
        for (int i = 0; i < 5; i++) {
            wire.advance(499).send("x");
        }
        assertThat(wire.sent()).isEmpty();
        wire.advance(501);
        assertThat(wire.sent()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
        assertThat(wire.channel.isOpen()).isFalse();
        assertThat(wire.scope.budget().left()).isEqualTo(HttpLimits.defaults().intakeBytesMax());
    }

    @Test
    void answer_tooLate_is408AndTheConnectionStays() {
        wire.get("/");
        var gone = new int[1];
        wire.exchange(0).onGone(() -> gone[0]++);
        wire.advance(199);
        assertThat(wire.sent()).isEmpty();
        wire.advance(2);
        assertThat(wire.sent())
                .startsWith("HTTP/1.1 408 ")
                .endsWith("{\"error\":{\"code\":\"request_timeout\",\"message\":\"request timed out\"}}");
        assertThat(gone[0]).isEqualTo(1);
        var late = Unpooled.buffer().writeByte('x');
        wire.exchange(0).reply(Response.status(200).body(late));
        assertThat(late.refCnt()).isZero();
        wire.get("/2");
        wire.exchange(1).reply(Response.status(204));
        assertThat(wire.sent()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void limitOfItsOwn_replacesTheOrdinaryOne() {
        wire.get("/0").get("/1");
        wire.exchange(0).limit(1_000, Response.status(204));
        wire.exchange(1).unlimited();
        wire.advance(999);
        assertThat(wire.sent()).isEmpty();
        wire.advance(2);
        assertThat(wire.sent()).startsWith("HTTP/1.1 204 ");
        wire.advance(1_000_000);
        assertThat(wire.sent()).isEmpty();
        wire.exchange(1).reply(Response.status(200));
        assertThat(wire.sent()).contains("Content-Length: 0\r\n");
    }

    @Test
    void shorterLimit_firesEarlier() {
        wire.get("/");
        wire.exchange(0).limit(50, Response.status(204));
        wire.advance(51);
        assertThat(wire.sent()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void limitWithProblem_isMadeIntoAnAnswerWhenItFires() {
        wire.get("/");
        wire.exchange(0).limit(50, Problem.appendTimeout());
        wire.advance(51);
        assertThat(wire.sent()).startsWith("HTTP/1.1 408 ").contains("append_timeout");
    }

    @Test
    void answeredInTime_leavesNothingToExpire() {
        wire.get("/");
        wire.advance(150);
        wire.exchange(0).reply(Response.status(204));
        wire.get("/2");
        wire.advance(150);
        assertThat(wire.exchange(1).open()).isTrue();
        wire.advance(51);
        assertThat(wire.exchange(1).open()).isFalse();
        assertThat(wire.sent()).containsSubsequence("HTTP/1.1 204", "HTTP/1.1 408");
    }

    @Test
    void schedule_runsOnceUnlessCancelled() {
        wire.get("/");
        var runs = new int[2];
        wire.exchange(0).schedule(100, () -> runs[0]++);
        wire.exchange(0).schedule(100, () -> runs[1]++).cancel();
        wire.advance(99);
        assertThat(runs).containsExactly(0, 0);
        wire.advance(500);
        assertThat(runs).containsExactly(1, 0);
    }

    @Test
    void streamedAnswer_hasNoLimit() {
        wire.get("/");
        BodyWriter body = wire.exchange(0).stream(Response.status(200), -1);
        wire.advance(1_000_000);
        assertThat(body.open()).isTrue();
        body.end();
        assertThat(wire.sent()).endsWith("0\r\n\r\n");
    }
}
