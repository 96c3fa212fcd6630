package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How one figure of the server went over time, and whether it came to rest. */
final class SoakSeries {
    private final String name;
    private final double factorMax;
    private final double slack;
    private final List<Double> values = new ArrayList<>();

    /**
     * Flat means: the median of the last third of the time is at most that of the middle third times {@code factorMax} plus
     * {@code slack}, which is what a single life may differ by chance.
     */
    SoakSeries(String name, double factorMax, double slack) {
        this.name = name;
        this.factorMax = factorMax;
        this.slack = slack;
    }

    void add(double value) {
        values.add(value);
    }

    double middle() {
        return median(values.subList(values.size() / 3, Math.max(values.size() / 3 + 1, values.size() * 2 / 3)));
    }

    double last() {
        return median(values.subList(Math.min(values.size() - 1, values.size() * 2 / 3), values.size()));
    }

    boolean isFlat() {
        return last() <= middle() * factorMax + slack;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: middle third %.1f, last third %.1f, at most %.1f; %d values, most %.1f",
                name,
                middle(),
                last(),
                middle() * factorMax + slack,
                values.size(),
                values.stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
