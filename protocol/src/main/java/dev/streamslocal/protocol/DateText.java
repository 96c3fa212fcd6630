package dev.streamslocal.protocol;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The written forms of a time: RFC 3339 and its JavaScript subset and extension here, the older ones in {@link
 * LooseDate}.
 */
final class DateText {

    /** The result for what is no time at all; outside the calendar like every other invalid time. */
    static final long INVALID = Long.MIN_VALUE;

    private static final Pattern ISO = Pattern.compile("(\\d{4}|[+-]\\d{6})(?:-(\\d\\d)(?:-(\\d\\d))?)?"
            + "(?:[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)?\\s?([Zz]|[+-]\\d\\d:?\\d\\d)?)?");

    private static final long DAY_MILLIS = 86_400_000;

    private DateText() {}

    /** Epoch milliseconds, or {@link #INVALID}. */
    static long millis(String text) {
        Matcher iso = ISO.matcher(text);
        try {
            return iso.matches() ? iso(iso) : LooseDate.millis(text);
        } catch (DateTimeException e) {
            return INVALID; // a month 13, a 30th of February
        }
    }

    /** @throws DateTimeException for a day that does not exist */
    static long day(int year, int month, int day) {
        return LocalDate.of(year, month, day).toEpochDay() * DAY_MILLIS;
    }

    /** Milliseconds into a day; 24:00 is its end. {@link DateTimeException} for a time that does not exist. */
    static long timeOfDay(int hour, int minute, int second, int millis) {
        boolean exists = hour < 24 && minute < 60 && second < 60;
        if (!exists && !(hour == 24 && minute == 0 && second == 0 && millis == 0)) {
            throw new DateTimeException("no such time of day");
        }
        return ((hour * 60L + minute) * 60 + second) * 1000 + millis;
    }

    /** Milliseconds of the first three digits of a fraction of a second. */
    static int fraction(String digits) {
        return Integer.parseInt((digits + "00").substring(0, 3));
    }

    /** Milliseconds that a zone {@code +hh:mm} or {@code +hhmm} is ahead of UTC. */
    static long zone(String text) {
        int hours = Integer.parseInt(text.substring(1, 3));
        int minutes = Integer.parseInt(text.substring(text.length() - 2));
        if (hours > 23 || minutes > 59) {
            throw new DateTimeException("no such zone");
        }
        long ahead = (hours * 60L + minutes) * 60_000;
        return text.charAt(0) == '-' ? -ahead : ahead;
    }

    private static long iso(Matcher m) {
        if (m.group(1).equals("-000000") || (m.group(4) != null && m.group(3) == null)) {
            return INVALID;
        }
        long day = day(number(m.group(1)), part(m, 2, 1), part(m, 3, 1));
        int millis = m.group(7) == null ? 0 : fraction(m.group(7));
        long time = timeOfDay(part(m, 4, 0), part(m, 5, 0), part(m, 6, 0), millis);
        String zone = m.group(8);
        boolean utc = zone == null || zone.equalsIgnoreCase("Z");
        return day + time - (utc ? 0 : zone(zone));
    }

    private static int part(Matcher m, int group, int otherwise) {
        String text = m.group(group);
        return text == null ? otherwise : number(text);
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
