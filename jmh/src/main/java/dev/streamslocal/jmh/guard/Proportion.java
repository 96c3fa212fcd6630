package dev.streamslocal.jmh.guard;

import java.util.List;

/**
 * Two benchmarks of the same work, one of which may cost {@link #MAX} times the other, in time and in bytes, whatever the baseline says.
 *
 * @param dear the one that may cost more
 * @param plain the one that it is held against
 */
record Proportion(BenchmarkName dear, BenchmarkName plain) {

    static final double MAX = 2;

    /** A page out of a chain of forks beside the same page out of one stream. */
    static final List<Proportion> ALL = List.of(ofForks("CACHE"), ofForks("SQLITE"));

    private static Proportion ofForks(String source) {
        return new Proportion(
                BenchmarkName.parse("ForkedPageBenchmark.readPage forks=8 source=" + source),
                BenchmarkName.parse("ForkedPageBenchmark.readPage forks=0 source=" + source));
    }

    /** What is not a number, because it was not measured, is never good enough. */
    static boolean exceeded(double dear, double plain) {
        return !(dear <= MAX * plain);
    }

    @Override
    public String toString() {
        return dear + " to " + plain;
    }
}
