package dev.streamslocal.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.engine.http.Query;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.RoutingKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadQueryTest {

    private static ReadQuery json(String query) {
        return ReadQuery.parse(Query.parse(query), RoutingKey.NONE, true);
    }

    private static Problem problem(String query, boolean json) {
        try {
            var parsed = ReadQuery.parse(Query.parse(query), RoutingKey.NONE, json);
            throw new AssertionError("was taken: " + parsed);
        } catch (ProtocolException e) {
            return e.problem();
        }
    }

    @Test
    void parse_nothing_readsFromTheStart() {
        assertThat(json(""))
                .isEqualTo(new ReadQuery(
                        ReadFormat.JSON,
                        RoutingKey.NONE,
                        LiveMode.CATCH_UP,
                        ReadQuery.NO_TIMEOUT,
                        new ReadStart.At(0),
                        ""));
    }

    @ParameterizedTest
    @CsvSource({
        "'format=xml', invalid format",
        "'live=maybe', invalid live mode",
        "'live=LONG-POLL', invalid live mode",
        "'timeout=1x', invalid timeout",
        "'timeout_ms=-1', invalid timeout",
        "'offset=', missing offset",
        "'offset=+', missing offset",
        "'offset=&since=2026-01-01T00:00:00Z', missing offset",
        "'live=sse', missing offset",
        "'live=long-poll&since=', missing offset",
        "'offset=0', invalid offset length: 1",
        "'offset=NOW', invalid offset length: 3",
        "'offset=0000000000000000000000000U', invalid base32 char: U",
        "'offset=-1&offset=-1', more than one offset",
        "'since=soon', invalid timestamp: soon",
        "'since=+', empty timestamp",
    })
    void parse_wrongParameter_is400(String query, String message) {
        assertThat(problem(query, true)).isEqualTo(Problem.badRequest(message));
    }

    @Test
    void parse_severalWrong_namesTheFirstInOrder() {
        var all = "offset=x&timeout=x&live=x&format=x";
        assertThat(problem(all, true).message()).isEqualTo("invalid format");
        assertThat(problem("offset=x&timeout=x&live=x&filter=x", true).status()).isEqualTo(501);
        assertThat(problem("offset=x&timeout=x&live=x", true).message()).isEqualTo("invalid live mode");
        assertThat(problem("offset=x&timeout=x", true).message()).isEqualTo("invalid timeout");
        assertThat(problem("offset=x&since=x", true).message()).isEqualTo("invalid offset length: 1");
    }

    @Test
    void parse_formatJson_isForJsonStreamsOnly() {
        assertThat(problem("format=json", false).message()).isEqualTo("invalid format");
        assertThat(json("format=raw").format()).isEqualTo(ReadFormat.RAW);
        assertThat(ReadQuery.parse(Query.parse("format="), RoutingKey.NONE, false)
                        .format())
                .isEqualTo(ReadFormat.RAW);
    }

    @Test
    void parse_keyInPath_winsOverParameter() {
        var query = ReadQuery.parse(Query.parse("key=b"), RoutingKey.of("a"), true);
        assertThat(query.key()).isEqualTo(RoutingKey.of("a"));
        assertThat(json("key=b").key()).isEqualTo(RoutingKey.of("b"));
        assertThat(json("key=").key()).isEqualTo(RoutingKey.NONE);
    }

    @Test
    void parse_keyThatIsNotUtf8_is400() {
        assertThatThrownBy(() -> json("key=%FF")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void parse_timeout_winsOverTimeoutMs() {
        assertThat(json("timeout=2s&timeout_ms=5").timeoutMillis()).isEqualTo(2000);
        assertThat(json("timeout=&timeout_ms=5").timeoutMillis()).isEqualTo(5);
        assertThat(json("timeout=").timeoutMillis()).isEqualTo(ReadQuery.NO_TIMEOUT);
    }

    @Test
    void parse_offset_winsOverSince() {
        assertThat(json("offset=now&since=soon").start()).isEqualTo(new ReadStart.Tail());
        assertThat(json("since=1000000").start()).isEqualTo(new ReadStart.Since(1));
        assertThat(json("since=&live=false").start()).isEqualTo(new ReadStart.At(0));
    }

    @Test
    void waits_defaultsAndBounds() {
        var waits = LiveLimits.STANDARD;
        assertThat(waits.longPollMillis(ReadQuery.NO_TIMEOUT)).isEqualTo(3000);
        assertThat(waits.longPollMillis(0)).isZero();
        assertThat(waits.longPollMillis(Long.MAX_VALUE)).isEqualTo(60_000);
        assertThat(waits.sseIdleMillis(ReadQuery.NO_TIMEOUT)).isEqualTo(30_000);
        assertThat(waits.sseIdleMillis(0)).isEqualTo(30_000);
        assertThat(waits.sseIdleMillis(200)).isEqualTo(200);
    }
}
