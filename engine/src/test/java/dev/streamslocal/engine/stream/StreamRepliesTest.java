package dev.streamslocal.engine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.http.Response;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import org.junit.jupiter.api.Test;

class StreamRepliesTest {
    private static final String TAIL = Offset.token(9);
    private static final ProducerStamp STAMP = new ProducerStamp.Stamped("w", 1, 4);
    private static final Messages ONE = Messages.bytes("x".getBytes(UTF_8), 0, 1);

    private static Response reply(ProducerStamp producer, Messages messages, boolean close, AppendResult result) {
        var command = new AppendCommand("text/plain", messages, producer, "", Timestamps.NONE, RoutingKey.NONE, close);
        return StreamReplies.append(command, result);
    }

    private static Response reply(AppendResult result) {
        return reply(STAMP, ONE, false, result);
    }

    private static void check(Response response, int status, String next, String closed, String epoch, String seq) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("Stream-Next-Offset")).isEqualTo(next);
        assertThat(response.header("Stream-Closed")).isEqualTo(closed);
        assertThat(response.header("Producer-Epoch")).isEqualTo(epoch);
        assertThat(response.header("Producer-Seq")).isEqualTo(seq);
        assertThat(response.bodyLength()).isZero();
    }

    @Test
    void append_accepted_followsTheTableOfSuccesses() {
        var appended = new AppendResult.Appended(9, false);
        check(reply(ProducerStamp.UNSTAMPED, ONE, false, appended), 204, TAIL, "", "", "");
        check(reply(STAMP, ONE, false, appended), 200, TAIL, "", "1", "4");
        var closed = new AppendResult.Appended(9, true);
        check(reply(ProducerStamp.UNSTAMPED, ONE, true, closed), 204, TAIL, "true", "", "");
        check(reply(STAMP, ONE, true, closed), 200, TAIL, "true", "1", "4");
        check(reply(STAMP, Messages.none(), true, closed), 204, TAIL, "true", "1", "4");
        check(reply(new AppendResult.Duplicate(9, 1, 7)), 204, TAIL, "", "1", "7");
        check(reply(new AppendResult.AlreadyClosed(9)), 204, TAIL, "true", "", "");
        check(reply(new AppendResult.ClosedByThis(9, 1, 4)), 204, TAIL, "true", "1", "4");
    }

    @Test
    void append_refused_saysWhyInHeaders() {
        check(reply(new AppendResult.StreamClosed(9)), 409, TAIL, "true", "", "");
        check(reply(new AppendResult.StaleEpoch(3)), 403, "", "", "3", "");
        var gap = reply(new AppendResult.ProducerGap(5, 8));
        check(gap, 409, "", "", "", "");
        assertThat(gap.header("Producer-Expected-Seq")).isEqualTo("5");
        assertThat(gap.header("Producer-Received-Seq")).isEqualTo("8");
        var mismatch = reply(new AppendResult.SequenceMismatch("b", "a"));
        assertThat(mismatch.status()).isEqualTo(409);
        assertThat(mismatch.header("Stream-Expected-Seq")).isEqualTo("b");
        assertThat(mismatch.header("Stream-Received-Seq")).isEqualTo("a");
        assertThat(mismatch.bodyLength()).isPositive();
    }

    @Test
    void append_overloaded_namesWhenToRetry() {
        var response = reply(new AppendResult.Overloaded());
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(reply(new AppendResult.StorageFull("disk full")).status()).isEqualTo(507);
        assertThat(reply(new AppendResult.Failed("io")).status()).isEqualTo(500);
    }
}
