package dev.streamslocal.jmh.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.jmh.guard.Baseline.Line;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

    @ParameterizedTest
    @CsvSource({"199, 100, false", "200, 100, false", "201, 100, true", "NaN, 100, true", "100, NaN, true"})
    void exceeded_byMoreThanTwice(double dear, double plain, boolean exceeded) {
        assertThat(Proportion.exceeded(dear, plain)).isEqualTo(exceeded);
    }

    @Test
    void committedBaseline_keepsThem() throws IOException {
        var lines = Baseline.read(Path.of("baseline.csv")).lines();

        assertThat(Proportion.ALL).allSatisfy(each -> {
            assertThat(lines).containsKeys(each.dear(), each.plain());
            Line none = new Line(Double.NaN, Double.NaN, 0);
            Line dear = lines.getOrDefault(each.dear(), none);
            Line plain = lines.getOrDefault(each.plain(), none);
            assertThat(Proportion.exceeded(dear.ratio(), plain.ratio())).isFalse();
            assertThat(Proportion.exceeded(dear.bytes(), plain.bytes())).isFalse();
        });
    }
}
