package dev.streamslocal.protocol;

import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the older forms that JavaScript's Date takes: {@code Jan 1 2027}, {@code Fri, 01 Jan 2027 10:00:00 GMT}, {@code
 * 1/31/2027 5:30 PM}, {@code Fri Jan 01 2027 10:00:00 GMT+0100 (CET)}. Confined to one call.
 */
final class LooseDate {

    private static final Pattern TOKEN = Pattern.compile("\\([^()]*\\)"
            + "|(?<time>\\d{1,2}:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)"
            + "|(?<slashes>\\d{1,4}[/-]\\d{1,2}[/-]\\d{1,4})"
            + "|(?<zone>[+-]\\d\\d:?\\d\\d)"
            + "|(?<number>\\d+)"
            + "|(?<word>[A-Za-z]+)"
            + "|[\\s,.-]");

    private static final List<String> MONTHS =
            words("january february march april may june july august september" + " october november december");
    private static final List<String> DAYS = words("monday tuesday wednesday thursday friday saturday sunday");
    private static final List<String> UTC = words("z ut utc gmt");
    private static final List<String> ZONES = words("est edt cst cdt mst mdt pst pdt");
    private static final List<String> ZONE_HOURS = words("-0500 -0400 -0600 -0500 -0700 -0600 -0800 -0700");
    private static final int SHORTEST_NAME = 3;
    private static final int ABSENT = -1;

    private int year = ABSENT;
    private int month = ABSENT;
    private int day = ABSENT;
    private long timeMillis = ABSENT;
    private int noonShift = ABSENT;
    private long zoneMillis;

    private LooseDate() {}

    /** Epoch milliseconds or {@link DateText#INVALID}. */
    static long millis(String text) {
        LooseDate date = new LooseDate();
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!token.find(at) || token.start() != at || !date.take(token)) {
                return DateText.INVALID;
            }
            at = token.end();
        }
        return date.millis();
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    private boolean take(Matcher token) {
        if (token.group("time") != null) {
            return time(token.group("time"));
        }
        if (token.group("slashes") != null) {
            return slashes(token.group("slashes").split("[/-]", -1));
        }
        if (token.group("zone") != null) {
            return zone(token.group("zone"));
        }
        if (token.group("number") != null) {
            return number(token.group("number"));
        }
        return token.group("word") == null || word(token.group("word").toLowerCase(Locale.ROOT));
    }

    private boolean time(String text) {
        if (timeMillis != ABSENT) {
            return false;
        }
        String[] parts = text.split("[:.]", -1);
        int second = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
        int millis = parts.length > 3 ? DateText.fraction(parts[3]) : 0;
        timeMillis = DateText.timeOfDay(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), second, millis);
        return true;
    }

    private boolean slashes(String[] parts) {
        boolean yearFirst = parts[0].length() > 2;
        if (month != ABSENT || day != ABSENT || year != ABSENT) {
            return false;
        }
        month = Integer.parseInt(parts[yearFirst ? 1 : 0]);
        day = Integer.parseInt(parts[yearFirst ? 2 : 1]);
        year = fullYear(parts[yearFirst ? 0 : 2]);
        return true;
    }

    /** A sign begins a zone only after a time; before one it joins the parts of a date, as in {@code 1-Jan-2027}. */
    private boolean zone(String text) {
        if (timeMillis != ABSENT) {
            zoneMillis = DateText.zone(text);
            return true;
        }
        return text.charAt(0) == '-' && text.indexOf(':') < 0 && number(text.substring(1));
    }

    private boolean number(String digits) {
        if (digits.length() > 6) {
            return false;
        }
        if (day == ABSENT && digits.length() <= 2) {
            day = Integer.parseInt(digits);
            return true;
        }
        if (year == ABSENT) {
            year = fullYear(digits);
            return true;
        }
        return false;
    }

    private boolean word(String word) {
        int named = named(MONTHS, word);
        if (named != ABSENT && month == ABSENT) {
            month = named + 1;
            return true;
        }
        if (word.equals("am") || word.equals("pm")) {
            noonShift = word.equals("pm") ? 12 : 0;
            return true;
        }
        if (ZONES.contains(word)) {
            zoneMillis = DateText.zone(ZONE_HOURS.get(ZONES.indexOf(word)));
            return true;
        }
        return UTC.contains(word) || named(DAYS, word) != ABSENT;
    }

    private static int named(List<String> names, String word) {
        for (int i = 0; i < names.size(); i++) {
            if (word.length() >= SHORTEST_NAME && names.get(i).startsWith(word)) {
                return i;
            }
        }
        return ABSENT;
    }

    private static int fullYear(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() > 2) {
            return year;
        }
        return year < 50 ? 2000 + year : 1900 + year;
    }

    private long millis() {
        if (year == ABSENT || month == ABSENT || (timeMillis == ABSENT && noonShift != ABSENT)) {
            return DateText.INVALID;
        }
        long days = DateText.day(year, month, day == ABSENT ? 1 : day);
        return days + (timeMillis == ABSENT ? 0 : shifted()) - zoneMillis;
    }

    private long shifted() {
        if (noonShift == ABSENT) {
            return timeMillis;
        }
        long hour = timeMillis / 3_600_000;
        if (hour < 1 || hour > 12) {
            throw new DateTimeException("no such hour before or after noon");
        }
        return timeMillis + (hour % 12 + noonShift - hour) * 3_600_000;
    }
}
