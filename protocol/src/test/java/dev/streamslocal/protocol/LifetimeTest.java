package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.Refusal.assertBadRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {

    private static final long NOW = 1_795_000_000_000L;

    @Test
    void parse_neither_isForever() {
        assertThat(Lifetime.parse("", "", NOW)).isEqualTo(Lifetime.FOREVER);
        assertThat(Lifetime.parse(" ", " ", NOW)).isEqualTo(Lifetime.FOREVER);
    }

    @Test
    void parse_one_isThatOne() {
        assertThat(Lifetime.parse("24h", "", NOW)).isEqualTo(new Lifetime.Ttl(86_400));
        assertThat(Lifetime.parse("", "2027-01-01T00:00:00Z", NOW)).isEqualTo(new Lifetime.Until(1_798_761_600_000L));
    }

    @Test
    void parse_both_isRefusedBeforeEitherIsRead() {
        assertBadRequest("only one of Stream-TTL or Stream-Expires-At is allowed", () -> Lifetime.parse("x", "y", NOW));
    }

    @Test
    void parse_aPastTime_isAccepted() {
        assertThat(Lifetime.parse("", "1970-01-02", NOW).deadlineMillis(NOW)).isEqualTo(86_400_000);
        assertThat(Lifetime.parse("0", "", NOW).deadlineMillis(NOW)).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000000000", "99999999999999999999999999", "999999999999999999d"})
    void parse_aTtlBeyondTheCalendar_isRefused(String ttl) {
        assertBadRequest("invalid Stream-TTL", () -> Lifetime.parse(ttl, "", NOW));
    }

    @Test
    void parse_theLongestTtl_endsWithTheCalendar() {
        long seconds = (Timestamps.MAX_MILLIS - NOW) / 1000;

        assertThat(Lifetime.parse("" + seconds, "", NOW).deadlineMillis(NOW)).isEqualTo(Timestamps.MAX_MILLIS);
        assertBadRequest("invalid Stream-TTL", () -> Lifetime.parse("" + (seconds + 1), "", NOW));
    }

    @Test
    void parse_aTimeBeyondTheCalendar_namesIt() {
        String digits = "9".repeat(26);
        assertBadRequest("invalid timestamp: " + digits, () -> Lifetime.parse("", digits, NOW));
    }

    @Test
    void deadlineMillis_ofATtl_slides() {
        Lifetime ttl = new Lifetime.Ttl(10);

        assertThat(ttl.deadlineMillis(NOW)).isEqualTo(NOW + 10_000);
        assertThat(ttl.deadlineMillis(NOW + 5)).isEqualTo(NOW + 10_005);
        assertThat(new Lifetime.Until(5).deadlineMillis(NOW)).isEqualTo(5);
        assertThat(Lifetime.FOREVER.deadlineMillis(NOW)).isEqualTo(Lifetime.NEVER);
    }

    @Test
    void lifetimes_outsideTheCalendar_cannotBeMade() {
        assertThatThrownBy(() -> new Lifetime.Ttl(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Lifetime.Ttl(Long.MAX_VALUE / 1000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Lifetime.Until(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }
}
