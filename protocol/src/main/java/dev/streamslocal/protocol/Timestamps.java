package dev.streamslocal.protocol;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

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

    private static final int ISO_CHARACTERS = 27;

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
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(ISO_CHARACTERS);
        int year = time.getYear();
        if (year < 0 || year > 9999) {
            text.append(year < 0 ? '-' : '+');
            pad(text, Math.abs(year), 6);
        } else {
            pad(text, year, 4);
        }
        pad(text.append('-'), time.getMonthValue(), 2);
        pad(text.append('-'), time.getDayOfMonth(), 2);
        pad(text.append('T'), time.getHour(), 2);
        pad(text.append(':'), time.getMinute(), 2);
        pad(text.append(':'), time.getSecond(), 2);
        pad(text.append('.'), Math.floorMod(epochMillis, 1000), 3);
        return text.append('Z').toString();
    }

    private static void pad(StringBuilder text, int value, int width) {
        String digits = Integer.toString(value);
        text.repeat('0', width - digits.length()).append(digits);
    }

    private static long nanosToMillis(String digits) {
        return digits.length() <= NANOS_DIGITS
                ? 0
                : Digits.saturated(digits.substring(0, digits.length() - NANOS_DIGITS));
    }
}
