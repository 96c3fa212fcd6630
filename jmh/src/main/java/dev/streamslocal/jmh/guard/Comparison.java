package dev.streamslocal.jmh.guard;

import java.util.Locale;

/** One benchmark now and in the baseline. */
record Comparison(BenchmarkName benchmark, Baseline.Line now, Baseline.Line before) {

    /** Times are noisy on machines of two cores; what is slower by less shows in the table alone. */
    static final double RATIO_RISE_MAX = 1.5;

    static final double BYTES_RISE_MAX = 1.1;

    /** Less than the smallest object: what is left over when a measurement's own objects are spread over its calls. */
    static final double BYTES_GRACE = 8;

    // What is not a number, because it was not measured, is never good enough.

    static boolean allocatesMore(double now, double before) {
        return !(now <= before * BYTES_RISE_MAX || now <= before + BYTES_GRACE);
    }

    boolean slower() {
        return !(now.ratio() <= before.ratio() * RATIO_RISE_MAX);
    }

    boolean allocatesMore() {
        return allocatesMore(now.bytes(), before.bytes());
    }

    boolean fails() {
        return slower() || allocatesMore();
    }

    String verdict() {
        if (slower()) {
            return allocatesMore() ? "SLOWER, ALLOCATES MORE" : "SLOWER";
        }
        return allocatesMore() ? "ALLOCATES MORE" : betterByFar() ? "better: update?" : "ok";
    }

    private boolean betterByFar() {
        return now.ratio() * RATIO_RISE_MAX < before.ratio() || allocatesMore(before.bytes(), now.bytes());
    }

    static String head() {
        return String.format(
                "%-50s %10s %10s %7s %12s %12s %7s  %s",
                "benchmark", "ratio", "baseline", "", "B/op", "baseline", "", "verdict");
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%-50s %10.4g %10.4g %+6.0f%% %12.1f %12.1f %+6.1f%%  %s",
                benchmark,
                now.ratio(),
                before.ratio(),
                change(now.ratio(), before.ratio()),
                now.bytes(),
                before.bytes(),
                change(now.bytes(), before.bytes()),
                verdict());
    }

    private static double change(double now, double before) {
        return before == 0 ? 0 : 100 * (now / before - 1);
    }
}
