package dev.streamslocal.protocol;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Points in time as clients write them and as answers show them (contract 10 §4.1, §5.2, §6.1). */
public final class Timestamps {

    /** No time: a value no parsed time has. */
    public static final long NONE = Long.MIN_VALUE;

    /**
     * The last instant of the calendar in epoch milliseconds, which is that of JavaScript dates; the first one is its
     * negative.
     */
    public static final long MAX_MILLIS = 8_640_000_000_000_000L;

    private static final int NANOS_DIGITS = 6;

    private static final DateTimeFormatter REST_OF_ISO =
            DateTimeFormatter.ofPattern("-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    private Timestamps() {}

    /** As {@link #parse}, but {@link #NONE} for an empty text. */
    public static long parseOptional(String text) {
        return text.isEmpty() ? NONE : parse(text);
    }

    /**
     * Epoch milliseconds of a text: digits alone are Unix nanoseconds, cut to milliseconds; else an RFC 3339 time, a
     * date, or one of the usual forms of JavaScript dates. A time without a zone is read as UTC.
     *
     * @throws ProtocolException 400 {@code empty timestamp} for a blank text, else {@code invalid timestamp: X}, also
     *     outside the calendar
     */
    public static long parse(String text) {
        String value = text.strip();
        if (value.isEmpty()) {
            throw ProtocolException.badRequest("empty timestamp");
        }
        long millis = Digits.only(value) ? nanosToMillis(value) : DateText.millis(value);
        if (millis < -MAX_MILLIS || millis > MAX_MILLIS) {
            throw ProtocolException.badRequest("invalid timestamp: " + value);
        }
        return millis;
    }

    /** ISO 8601 in UTC with milliseconds; years outside 0 to 9999 have a sign and six digits, as in JavaScript. */
    public static String iso(long epochMillis) {
        OffsetDateTime time = Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
        int year = time.getYear();
        String years = year >= 0 && year <= 9999 ? "%04d".formatted(year) : "%+07d".formatted(year);
        return years + REST_OF_ISO.format(time);
    }

    private static long nanosToMillis(String digits) {
        return digits.length() <= NANOS_DIGITS
                ? 0
                : Digits.saturated(digits.substring(0, digits.length() - NANOS_DIGITS));
    }
}
