package dev.streamslocal.protocol;

/** Lengths of time as clients write them: digits, then perhaps a unit {@code ms s m h d} (contract 10 §4.1, §6.1). */
public final class Durations {

    private static final long UNKNOWN_UNIT = 0;

    private Durations() {}

    /**
     * A time to wait, in milliseconds; bare digits are milliseconds, too large a value counts as {@link
     * Long#MAX_VALUE}.
     *
     * @param defaultMillis the result for an empty text
     * @throws ProtocolException 400 {@code invalid timeout}
     */
    public static long timeoutMillis(String text, long defaultMillis) {
        String value = text.strip();
        if (value.isEmpty()) {
            return defaultMillis;
        }
        int digits = leadingDigits(value);
        long unit = digits == value.length() ? 1 : unitMillis(value.substring(digits));
        if (digits == 0 || unit == UNKNOWN_UNIT) {
            throw ProtocolException.badRequest("invalid timeout");
        }
        return times(number(value, digits), unit);
    }

    /**
     * A time to live, in seconds; bare digits are seconds, without leading zeros; too large a value counts as {@link
     * Long#MAX_VALUE}.
     *
     * @throws ProtocolException 400 {@code invalid Stream-TTL}, also when it is not a whole number of seconds
     */
    public static long ttlSeconds(String text) {
        String value = text.strip();
        int digits = leadingDigits(value);
        boolean bare = digits == value.length();
        long unit = bare ? 1000 : unitMillis(value.substring(digits));
        if (digits == 0 || (digits > 1 && value.charAt(0) == '0') || unit == UNKNOWN_UNIT) {
            throw invalidTtl();
        }
        long number = number(value, digits);
        if (unit == 1) {
            if (number % 1000 != 0 && number != Long.MAX_VALUE) {
                throw invalidTtl();
            }
            return number == Long.MAX_VALUE ? number : number / 1000;
        }
        return times(number, unit / 1000);
    }

    static ProtocolException invalidTtl() {
        return ProtocolException.badRequest("invalid Stream-TTL");
    }

    private static int leadingDigits(String value) {
        int i = 0;
        while (i < value.length() && Digits.is(value.charAt(i))) {
            i++;
        }
        return i;
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> UNKNOWN_UNIT;
        };
    }

    private static long number(String value, int digits) {
        return Digits.saturated(value.substring(0, digits));
    }

    private static long times(long number, long factor) {
        return number > Long.MAX_VALUE / factor ? Long.MAX_VALUE : number * factor;
    }
}
