package dev.streamslocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForkPointTest {

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "0000000000000000_0000000000000000, 0",
        "00000000000000000060000000, 12",
        "0000007zzzzzzzzzzzzg000000, 9223372036854775807",
    })
    void withOffset_isAPosition(String header, long position) {
        assertThat(ForkPoint.AT_TAIL.withOffset(header)).isEqualTo(new ForkPoint(position, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "now", "0", "9999999999999999_9999999999999999", "U0000000000000000060000000"})
    void withOffset_malformed_isBad(String header) {
        assertThatThrownBy(() -> ForkPoint.AT_TAIL.withOffset(header)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "10, 10", "99999999999999999999, 9223372036854775807"})
    void withSubOffset_isANumber(String header, long number) {
        assertThat(ForkPoint.AT_TAIL.withSubOffset(header)).isEqualTo(new ForkPoint(ForkPoint.TAIL, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "abc", "1.5", "05", "00", "+1", "1 ", "\u0661"})
    void withSubOffset_malformed_isBad(String header) {
        assertThatThrownBy(() -> ForkPoint.AT_TAIL.withSubOffset(header))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("invalid Stream-Fork-Sub-Offset: " + header);
    }

    @ParameterizedTest
    @CsvSource({"/v1/stream/a, a", "/v1/stream/a%2Fb/c, a/b/c", "/v1/stream/a/, a", "/v1/stream/x/../b, b"})
    void source_isAName(String path, String name) {
        assertThat(ForkPoint.source(path)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/v1/streams",
                "/v1/stream/",
                "/v1/stream/a/_schema",
                "/v1/stream/a/pk/k",
                "/v1/stream/__ds/x"
            })
    void source_thatIsNoStream_isBad(String path) {
        assertThatThrownBy(() -> ForkPoint.source(path))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("invalid Stream-Forked-From: " + path);
    }

    @Test
    void negativePlaces_areNone() {
        assertThatThrownBy(() -> new ForkPoint(-2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ForkPoint(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
