package dev.streamslocal.jmh.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds what the hot paths allocate to the committed baseline, and to each other. Slower code is no matter of this test: {@code ./jmh/guard} tells. */
class AllocationsTest {

    private static final Path FILE = Path.of("baseline.csv");

    private Baseline baseline = Baseline.empty();

    @BeforeEach
    void readBaseline() throws IOException {
        baseline = Baseline.read(FILE);
        assumeTrue(baseline.isOfThisJdk(), "the baseline is that of another JDK");
    }

    @Test
    void noHotPath_allocatesMoreThanItsBaselineOrItsProportion() throws IOException {
        List<String> first = rises(Allocations.count(FILE));
        // What rises once and not twice lay in the course of the run, not in the code.
        assertThat(first.isEmpty() ? first : rises(Allocations.count(FILE)))
                .as("bytes allocated by an operation; ./jmh/guard --update takes them for right")
                .isEmpty();
    }

    private List<String> rises(Map<BenchmarkName, Double> counted) {
        assertThat(counted).containsOnlyKeys(baseline.lines().keySet());
        var rises = new ArrayList<String>();
        counted.forEach((name, bytes) -> {
            double before = baseline.lines().get(name).bytes();
            System.out.printf("%-55s %12.1f B/op, baseline %12.1f%n", name, bytes, before);
            if (Comparison.allocatesMore(bytes, before)) {
                rises.add(name + ": " + bytes + " instead of " + before);
            }
        });
        for (Proportion each : Proportion.ALL) {
            double dear = counted.getOrDefault(each.dear(), Double.NaN);
            double plain = counted.getOrDefault(each.plain(), Double.NaN);
            if (Proportion.exceeded(dear, plain)) {
                rises.add(each + ": " + dear + " to " + plain);
            }
        }
        return rises;
    }
}
