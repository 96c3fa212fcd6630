package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Status line and headers of an answer: the few that matter here. Filled anew for each answer of a connection. */
final class AnswerHead {
    static final long UNKNOWN_LENGTH = -1;

    private int status;
    private long length;
    private boolean chunked;
    private boolean closing;
    private boolean upToDate;
    private boolean base64;
    private String nextOffset = "";

    /**
     * Reads a head without its final empty line.
     *
     * @throws ProtocolFault if it is none
     */
    void read(byte[] bytes, int from, int to) {
        length = UNKNOWN_LENGTH;
        chunked = false;
        closing = false;
        upToDate = false;
        base64 = false;
        nextOffset = "";
        if (to - from < 12 || bytes[from] != 'H' || bytes[from + 4] != '/') {
            throw new ProtocolFault("no HTTP answer: " + text(bytes, from, Math.min(to, from + 60)));
        }
        status = (int) number(bytes, from + 9, from + 12);
        var at = lineEnd(bytes, from, to) + 1;
        while (at < to) {
            var end = lineEnd(bytes, at, to);
            header(bytes, at, end > at && bytes[end - 1] == '\r' ? end - 1 : end);
            at = end + 1;
        }
    }

    private void header(byte[] bytes, int from, int to) {
        var colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        var value = colon + 1;
        while (value < to && bytes[value] == ' ') {
            value++;
        }
        // Told apart by their length first: nearly all other headers are passed over without a comparison.
        switch (colon - from) {
            case 10 -> closing |= is(bytes, from, "connection") && is(bytes, value, to, "close");
            case 14 -> length = is(bytes, from, "content-length") ? number(bytes, value, to) : length;
            case 17 -> {
                chunked |= is(bytes, from, "transfer-encoding") && is(bytes, value, to, "chunked");
                upToDate |= is(bytes, from, "stream-up-to-date") && is(bytes, value, to, "true");
            }
            case 18 -> nextOffset = is(bytes, from, "stream-next-offset") ? text(bytes, value, to) : nextOffset;
            case 24 -> base64 |= is(bytes, from, "stream-sse-data-encoding") && is(bytes, value, to, "base64");
            default -> {}
        }
    }

    int status() {
        return status;
    }

    boolean successful() {
        return status >= 200 && status < 300;
    }

    /** Bytes of the body, or {@link #UNKNOWN_LENGTH}. */
    long length() {
        return status == 204 || status == 304 ? 0 : length;
    }

    boolean chunked() {
        return chunked && status != 204 && status != 304;
    }

    boolean closing() {
        return closing;
    }

    boolean upToDate() {
        return upToDate;
    }

    boolean base64() {
        return base64;
    }

    /** Value of {@code Stream-Next-Offset}, or empty. */
    String nextOffset() {
        return nextOffset;
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        for (var i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return to;
    }

    private static boolean is(byte[] bytes, int from, int to, String lower) {
        return to - from == lower.length() && is(bytes, from, lower);
    }

    private static boolean is(byte[] bytes, int from, String lower) {
        for (var i = 0; i < lower.length(); i++) {
            var each = bytes[from + i];
            if ((each >= 'A' && each <= 'Z' ? each + 32 : each) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int from, int to) {
        var value = 0L;
        for (var i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || value > Integer.MAX_VALUE) {
                throw new ProtocolFault("no number in an answer's head: " + text(bytes, from, to));
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
