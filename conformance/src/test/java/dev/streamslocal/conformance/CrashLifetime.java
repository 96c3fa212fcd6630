package dev.streamslocal.conformance;

/**
 * How long a stream was asked to live: for ever, until a fixed time, or a window renewed by use.
 *
 * @param header the header it was asked for with, empty for ever
 * @param windowMillis the window of a renewed lifetime, else 0
 */
record CrashLifetime(String header, String value, long windowMillis) {
    static final CrashLifetime FOREVER = new CrashLifetime("", "", 0);
    static final CrashLifetime FIXED = new CrashLifetime("Stream-Expires-At", "2099-12-31T23:59:59.123Z", 0);

    static CrashLifetime window(int seconds) {
        return new CrashLifetime("Stream-TTL", Integer.toString(seconds), seconds * 1000L);
    }

    String headers() {
        return header.isEmpty() ? "" : header + ": " + value + "\r\n";
    }

    /** How much later than its window says a stream may end after a crash: the lag of a renewed deadline on disk. */
    long lagMillis() {
        return Math.min(windowMillis / 4, 60_000);
    }
}
