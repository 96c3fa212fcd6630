package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.Refusal.assertBadRequest;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "250, 250",
        "0250, 250",
        "250ms, 250",
        "2s, 2000",
        "1m, 60000",
        "1h, 3600000",
        "1d, 86400000",
        "9223372036854775807, 9223372036854775807",
        "99999999999999999999, 9223372036854775807",
        "99999999999999999d, 9223372036854775807",
    })
    void timeoutMillis_ofDigitsAndUnit_isMilliseconds(String text, long millis) {
        assertThat(Durations.timeoutMillis(text, 7)).isEqualTo(millis);
    }

    @Test
    void timeoutMillis_empty_isTheDefault() {
        assertThat(Durations.timeoutMillis("", 7)).isEqualTo(7);
        assertThat(Durations.timeoutMillis(" ", 7)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "1.5", "1.5s", "s", "1 s", "1S", "1w", "1e3", "abc", "1ss", "\u0661"})
    void timeoutMillis_ofAnythingElse_isRefused(String text) {
        assertBadRequest("invalid timeout", () -> Durations.timeoutMillis(text, 7));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "3600, 3600",
        "15s, 15",
        "2000ms, 2",
        "0ms, 0",
        "2m, 120",
        "24h, 86400",
        "7d, 604800",
        "' 5 ', 5",
    })
    void ttlSeconds_ofDigitsAndUnit_isSeconds(String text, long seconds) {
        assertThat(Durations.ttlSeconds(text)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1", "+1", "05", "00", "05s", "1.5", "1500ms", "1ms", "s", "1 s", "1S", "1w", "1e3", "0x1", "abc"
            })
    void ttlSeconds_ofAnythingElse_isRefused(String text) {
        assertBadRequest("invalid Stream-TTL", () -> Durations.ttlSeconds(text));
    }
}
