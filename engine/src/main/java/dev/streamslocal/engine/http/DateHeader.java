package dev.streamslocal.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The {@code Date} line, made once a second. Usable from any thread. */
final class DateHeader {

    // The formatter of the JDK for RFC 1123 leaves out the leading zero of the day. Names that are given here spare
    // each start the
    // reading of those of all languages.
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .appendLiteral("Date: ")
            .appendText(ChronoField.DAY_OF_WEEK, names("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
            .appendPattern(", dd ")
            .appendText(
                    ChronoField.MONTH_OF_YEAR,
                    names("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"))
            .appendPattern(" yyyy HH:mm:ss' GMT\r\n'")
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static Map<Long, String> names(String... words) {
        return LongStream.rangeClosed(1, words.length)
                .boxed()
                .collect(Collectors.toMap(Function.identity(), number -> words[number.intValue() - 1]));
    }

    private record Stamp(long second, byte[] line) {}

    private final InstantSource clock;
    private volatile Stamp stamp = new Stamp(Long.MIN_VALUE, Request.NO_BODY);

    DateHeader(InstantSource clock) {
        this.clock = clock;
    }

    byte[] line() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Stamp last = stamp;
        if (last.second != second) {
            last = new Stamp(second, line(second));
            stamp = last;
        }
        return last.line;
    }

    private static byte[] line(long second) {
        return FORMAT.format(Instant.ofEpochSecond(second)).getBytes(StandardCharsets.US_ASCII);
    }
}
