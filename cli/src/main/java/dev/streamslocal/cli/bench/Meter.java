package dev.streamslocal.cli.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One kind of event: how many, how many bytes, how long each took; in the whole run and in the last second. */
final class Meter {
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final Histogram times = new Histogram(LONGEST, DIGITS);
    private final Histogram now = new Histogram(LONGEST, DIGITS);
    private long count;
    private long bytes;
    private long countNow;
    private long bytesNow;

    void add(long messageBytes, boolean measured) {
        countNow++;
        bytesNow += messageBytes;
        if (measured) {
            count++;
            bytes += messageBytes;
        }
    }

    void time(long nanos, boolean measured) {
        var within = Math.clamp(nanos, 0, LONGEST);
        now.recordValue(within);
        if (measured) {
            times.recordValue(within);
        }
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    Histogram times() {
        return times;
    }

    long countNow() {
        return countNow;
    }

    long bytesNow() {
        return bytesNow;
    }

    Histogram now() {
        return now;
    }

    /** Begins a new second. */
    void nextSecond() {
        now.reset();
        countNow = 0;
        bytesNow = 0;
    }
}
