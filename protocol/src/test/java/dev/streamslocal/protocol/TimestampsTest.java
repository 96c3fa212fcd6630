package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.Refusal.assertBadRequest;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999999, 0",
        "1000000, 1",
        "1999999, 1",
        "2027, 0",
        "1795496044123456789, 1795496044123",
        "0000000000000000000000000000001000000, 1",
        "8640000000000000000000, 8640000000000000",
        "8640000000000000999999, 8640000000000000",
    })
    void parse_digits_areNanosecondsCutToMilliseconds(String text, long millis) {
        assertThat(Timestamps.parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2027-01-01T00:00:00Z | 2027-01-01T00:00:00Z",
                "2027-01-01t00:00:00z | 2027-01-01T00:00:00Z",
                "2027-01-01 00:00:00Z | 2027-01-01T00:00:00Z",
                "2027-01-01T00:00:00.1Z | 2027-01-01T00:00:00.100Z",
                "2027-01-01T00:00:00.123987654321Z | 2027-01-01T00:00:00.123Z",
                "2027-01-01T01:30:00+01:30 | 2027-01-01T00:00:00Z",
                "2026-12-31T19:00:00-05:00 | 2027-01-01T00:00:00Z",
                "2027-01-01T01:00:00+0100 | 2027-01-01T00:00:00Z",
                "2027-01-01T24:00:00Z | 2027-01-02T00:00:00Z",
                "1969-12-31T23:59:59.9999Z | 1969-12-31T23:59:59.999Z",
                "2027-01-01 | 2027-01-01T00:00:00Z",
                "2027-02 | 2027-02-01T00:00:00Z",
                "2027-01-01T10:30 | 2027-01-01T10:30:00Z",
                "+002027-01-01T00:00:00Z | 2027-01-01T00:00:00Z",
                "2028-02-29T00:00:00Z | 2028-02-29T00:00:00Z",
            })
    void parse_rfc3339AndItsRelatives_areRead(String text, String instant) {
        assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Jan 1 2027 | 2027-01-01T00:00:00Z",
                "January 1, 2027 | 2027-01-01T00:00:00Z",
                "1 Jan 2027 | 2027-01-01T00:00:00Z",
                "1-Jan-2027 | 2027-01-01T00:00:00Z",
                "Jan 2027 | 2027-01-01T00:00:00Z",
                "1/31/2027 | 2027-01-31T00:00:00Z",
                "1/31/27 | 2027-01-31T00:00:00Z",
                "2027/1/31 | 2027-01-31T00:00:00Z",
                "2027-1-31 | 2027-01-31T00:00:00Z",
                "1/31/2027 5:30 PM | 2027-01-31T17:30:00Z",
                "1/31/2027 12:30 am | 2027-01-31T00:30:00Z",
                "1/31/2027 12:30 pm | 2027-01-31T12:30:00Z",
                "Fri, 01 Jan 2027 10:00:00 GMT | 2027-01-01T10:00:00Z",
                "Fri Jan 01 2027 10:00:00 GMT+0100 (Central European Standard Time) | 2027-01-01T09:00:00Z",
                "Jan 1 2027 10:00:00.25 -0500 | 2027-01-01T15:00:00.250Z",
                "Jan 1 2027 10:00 EST | 2027-01-01T15:00:00Z",
                "10:00 1 Jan 2027 | 2027-01-01T10:00:00Z",
            })
    void parse_olderForms_areRead(String text, String instant) {
        assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "-1",
                "+1",
                "1.5",
                "tomorrow",
                "2027-13-01",
                "2027-00-10",
                "2027-02-29",
                "2027-02-30T00:00:00Z",
                "2027-01-01T25:00:00Z",
                "2027-01-01T24:00:01Z",
                "2027-01-01T10:60:00Z",
                "2027-01-01T10:00:60Z",
                "2027-01-01T10:00:00+24:00",
                "2027-01-01T10:00:00Q",
                "2027-01-01T",
                "-000000-01-01T00:00:00Z",
                "+275760-09-13T00:00:00.001Z",
                "-271821-04-19T23:59:59.999Z",
                "+999999-01-01T00:00:00Z",
                "8640000000000001000000",
                "99999999999999999999999999",
                "Jan 32 2027",
                "Foo 1 2027",
                "Jan 1",
                "Jan 1 2027 PM",
                "Jan 1 2027 13:00 PM",
                "Jan 1 2027 10:00 11:00",
                "1/2/3/4",
                "Jan 1 2027 {}",
                "1234567 Jan",
            })
    void parse_anythingElse_namesIt(String text) {
        assertBadRequest("invalid timestamp: " + text, () -> Timestamps.parse(text));
    }

    @Test
    void parse_blank_isEmpty() {
        assertBadRequest("empty timestamp", () -> Timestamps.parse(" "));
        assertBadRequest("empty timestamp", () -> Timestamps.parse(""));
        assertThat(Timestamps.parseOptional("")).isEqualTo(Timestamps.NONE);
        assertThat(Timestamps.parseOptional("1000000")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000Z",
        "-1, 1969-12-31T23:59:59.999Z",
        "1798761600120, 2027-01-01T00:00:00.120Z",
        "253402300799999, 9999-12-31T23:59:59.999Z",
        "253402300800000, +010000-01-01T00:00:00.000Z",
        "-62198755200000, -000001-01-01T00:00:00.000Z",
        "8640000000000000, +275760-09-13T00:00:00.000Z",
        "-8640000000000000, -271821-04-20T00:00:00.000Z",
    })
    void iso_hasMillisecondsAndLikeJavaScriptLongYears(long millis, String text) {
        assertThat(Timestamps.iso(millis)).isEqualTo(text);
    }

    @Test
    void iso_ofAnyInstant_isReadBack() {
        Random random = Seed.random(TimestampsTest.class);
        for (int i = 0; i < 5000; i++) {
            long millis = random.nextLong(-Timestamps.MAX_MILLIS, Timestamps.MAX_MILLIS + 1);
            assertThat(Timestamps.parse(Timestamps.iso(millis))).isEqualTo(millis);
        }
    }
}
