package dev.streamslocal.protocol;

/** The cursor of live answers, which only has to grow from one request of a reader to the next (contract 10 §7). */
public final class Cursors {

    private static final int DIGITS_MAX = 18;

    private Cursors() {}

    /**
     * The cursor to answer with: Unix seconds, or the request's cursor + 1 where that is not smaller.
     *
     * @param requestCursor as sent; what is no decimal of at most 18 digits counts as absent
     */
    public static String next(long nowMillis, String requestCursor) {
        long seconds = Math.floorDiv(nowMillis, 1000);
        if (requestCursor.length() <= DIGITS_MAX && Digits.only(requestCursor)) {
            return Long.toString(Math.max(seconds, Long.parseLong(requestCursor) + 1));
        }
        return Long.toString(seconds);
    }
}
