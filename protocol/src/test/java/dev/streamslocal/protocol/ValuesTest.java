package dev.streamslocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

    @ParameterizedTest
    @CsvSource({
        "application/json, application/json",
        "'Application/JSON ; charset=utf-8', application/json",
        "' text/plain ', text/plain",
        "'; charset=utf-8', ''",
        "'', ''",
        "nonsense, nonsense",
    })
    void normalize_dropsParametersBlanksAndCase(String header, String type) {
        assertThat(ContentTypes.normalize(header)).isEqualTo(type);
        assertThat(ContentTypes.normalizeOrDefault(header))
                .isEqualTo(type.isEmpty() ? "application/octet-stream" : type);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, JSON, TEXT",
        "text/plain, TEXT, TEXT",
        "text/event-stream, TEXT, TEXT",
        "application/octet-stream, BASE64, BASE64",
        "application/ld+json, BASE64, BASE64",
        "textual/plain, BASE64, BASE64",
    })
    void sseEncoding_isTextForTextAndJsonOnly(String type, SseEncoding formatted, SseEncoding raw) {
        assertThat(SseEncoding.of(type, false)).isEqualTo(formatted);
        assertThat(SseEncoding.of(type, true)).isEqualTo(raw);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1795496044",
        "abc, 1795496044",
        "-5, 1795496044",
        "1, 1795496044",
        "1795496043, 1795496044",
        "1795496044, 1795496045",
        "1795496099, 1795496100",
        "999999999999999999, 1000000000000000000",
        "9999999999999999999, 1795496044",
        "1000000000000000000, 1795496044",
    })
    void cursor_isSecondsOrOneMoreThanTheRequests(String request, String next) {
        assertThat(Cursors.next(1_795_496_044_999L, request)).isEqualTo(next);
    }

    @Test
    void routingKey_absentAndEmpty_differ() {
        assertThat(RoutingKey.of("")).isNotEqualTo(RoutingKey.NONE);
        assertThat(RoutingKey.of("").present()).isTrue();
        assertThat(RoutingKey.filter("")).isEqualTo(RoutingKey.NONE);
        assertThat(RoutingKey.filter("k")).isEqualTo(RoutingKey.of("k"));
        assertThat(RoutingKey.of("Ã©").utf8()).hasSize(4);
        assertThatThrownBy(() -> new RoutingKey(false, "k")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "' True ', true", "1, false", "yes, false", "'', false", "false, false"})
    void closes_onlyOnTrue(String header, boolean closes) {
        assertThat(Headers.closes(header)).isEqualTo(closes);
    }

    @Test
    void closeOnly_isClosingWithoutMessages() {
        Messages one = Messages.bytes(new byte[1], 0, 1);

        assertThat(command(Messages.none(), true).closeOnly()).isTrue();
        assertThat(command(one, true).closeOnly()).isFalse();
        assertThat(command(Messages.none(), false).closeOnly()).isFalse();
    }

    private static AppendCommand command(Messages messages, boolean close) {
        return new AppendCommand(
                "text/plain",
                messages,
                ProducerStamp.UNSTAMPED,
                StreamSeq.NONE,
                Timestamps.NONE,
                RoutingKey.NONE,
                close);
    }
}
