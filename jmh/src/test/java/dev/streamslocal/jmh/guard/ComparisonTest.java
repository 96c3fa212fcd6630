package dev.streamslocal.jmh.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.jmh.guard.Baseline.Line;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    @ParameterizedTest
    @CsvSource({
        "1.49, 1100, ok",
        "1.51, 1000, SLOWER",
        "1.00, 1101, ALLOCATES MORE",
        "NaN, NaN, 'SLOWER, ALLOCATES MORE'",
        "1.51, 1101, 'SLOWER, ALLOCATES MORE'",
        "0.66, 1000, better: update?",
        "1.00, 900, better: update?"
    })
    void verdict_ofTimesOneAndAThousandBytes(double ratio, double bytes, String verdict) {
        var comparison = new Comparison(BenchmarkName.parse("A.b"), new Line(ratio, bytes, 1), new Line(1, 1000, 1));

        assertThat(comparison.verdict()).isEqualTo(verdict);
        assertThat(comparison.fails()).isEqualTo(!verdict.equals("ok") && !verdict.startsWith("better"));
    }

    /** The smallest object has 16 bytes. */
    @ParameterizedTest
    @CsvSource({"0, 8, false", "0, 16, true", "24, 31, false", "24, 40, true", "120, 136, true"})
    void allocatesMore_ofSmallNumbers_isOneObjectMore(double before, double now, boolean more) {
        assertThat(Comparison.allocatesMore(now, before)).isEqualTo(more);
    }
}
