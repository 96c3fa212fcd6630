package dev.streamslocal.engine;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Reads a number the way JavaScript's {@code Number(text)} does, which the settings and flags are defined by.
 *
 * {@snippet class="dev.streamslocal.engine.examples.InnerExamplesIT" region="number"}
 */
public final class JsNumber {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern INFINITY = Pattern.compile("[+-]?Infinity");
    private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]+");
    private static final Pattern OCTAL = Pattern.compile("0[oO][0-7]+");
    private static final Pattern BINARY = Pattern.compile("0[bB][01]+");

    private JsNumber() {}

    /** The value; 0 for blank text, {@link Double#NaN} for text that is no number. */
    public static double parse(String text) {
        var trimmed = trim(text);
        if (trimmed.isEmpty()) {
            return 0;
        }
        if (DECIMAL.matcher(trimmed).matches() || INFINITY.matcher(trimmed).matches()) {
            return Double.parseDouble(trimmed);
        }
        if (HEX.matcher(trimmed).matches()) {
            return radix(trimmed, 16);
        }
        if (OCTAL.matcher(trimmed).matches()) {
            return radix(trimmed, 8);
        }
        return BINARY.matcher(trimmed).matches() ? radix(trimmed, 2) : Double.NaN;
    }

    private static double radix(String text, int radix) {
        return new BigInteger(text.substring(2), radix).doubleValue();
    }

    private static String trim(String text) {
        var start = 0;
        var end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (start < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return (c >= '\t' && c <= '\r')
                || c == '\uFEFF'
                || c == '\u2028'
                || c == '\u2029'
                || Character.getType(c) == Character.SPACE_SEPARATOR;
    }
}
