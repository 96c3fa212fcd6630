package dev.streamslocal.protocol;

/** ASCII decimal numbers, which is all the protocol knows: no sign, no other script's digits. */
final class Digits {

    private Digits() {}

    static boolean is(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether the text is one digit or more and nothing else. */
    static boolean only(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!is(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The value of a text of digits, {@link Long#MAX_VALUE} when it is that or more. */
    static long saturated(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
