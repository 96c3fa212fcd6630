package dev.streamslocal.engine.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DateHeaderTest {
    private static final Instant BEGIN = Instant.parse("2028-01-01T07:08:09.999Z");
    private static final DateTimeFormatter ENGLISH = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static String line(DateHeader header) {
        return new String(header.line(), US_ASCII);
    }

    @Test
    void line_isWrittenAsHttpAsks() {
        assertThat(line(new DateHeader(InstantSource.fixed(BEGIN))))
                .isEqualTo("Date: Sat, 01 Jan 2028 07:08:09 GMT\r\n");
    }

    @Test
    void eachDayOfAYear_hasItsEnglishName() {
        var now = new AtomicReference<>(BEGIN);
        var header = new DateHeader(now::get);
        for (int day = 0; day < 366; day++) {
            now.set(BEGIN.plus(day, ChronoUnit.DAYS));
            assertThat(line(header)).isEqualTo("Date: " + ENGLISH.format(now.get()) + " GMT\r\n");
        }
    }
}
