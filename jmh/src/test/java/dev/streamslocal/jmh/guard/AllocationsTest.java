package dev.streamslocal.jmh.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds what the hot paths allocate to the committed baseline, and to each other. Slower code is no matter of this test: {@code ./jmh/guard} tells. */
class AllocationsTest {

    private static final Path FILE = Path.of("baseline.csv");
    private static final int COUNTS_MAX = 3;

    private Baseline baseline = Baseline.empty();

    @BeforeEach
    void readBaseline() throws IOException {
        baseline = Baseline.read(FILE);
        assumeTrue(baseline.isOfThisJdk(), "the baseline is that of another JDK");
    }

    @Test
    void noHotPath_allocatesMoreThanItsBaselineOrItsProportion() throws IOException {
        Map<String, String> rises = rises(Allocations.count(FILE));
        // What does not rise each time lay in the course of a run, not in the code.
        for (int again = 1; again < COUNTS_MAX && !rises.isEmpty(); again++) {
            rises.keySet().retainAll(rises(Allocations.count(FILE)).keySet());
        }
        assertThat(rises)
                .as("what allocates more in each of " + COUNTS_MAX + " counts; ./jmh/guard --update takes it for right")
                .isEmpty();
    }

    /** What allocates more than it may, and how much. */
    private Map<String, String> rises(Map<BenchmarkName, Double> counted) {
        assertThat(counted).containsOnlyKeys(baseline.lines().keySet());
        var rises = new TreeMap<String, String>();
        counted.forEach((name, bytes) -> {
            double before = baseline.lines().get(name).bytes();
            System.out.printf("%-55s %12.1f B/op, baseline %12.1f%n", name, bytes, before);
            if (Comparison.allocatesMore(bytes, before)) {
                rises.put(name.toString(), bytes + " instead of " + before);
            }
        });
        for (Proportion each : Proportion.ALL) {
            double dear = counted.getOrDefault(each.dear(), Double.NaN);
            double plain = counted.getOrDefault(each.plain(), Double.NaN);
            if (Proportion.exceeded(dear, plain)) {
                rises.put(each.toString(), dear + " to " + plain);
            }
        }
        return rises;
    }
}
