package dev.streamslocal.engine.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} line, made once a second. Usable from any thread. */
final class DateHeader {

    // The formatter of the JDK for RFC 1123 leaves out the leading zero of the day.
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "'Date: 'EEE, dd MMM yyyy HH:mm:ss' GMT\r\n'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

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
