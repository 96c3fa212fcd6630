package dev.streamslocal.jmh.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.jmh.guard.Baseline.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {

    @TempDir
    private Path folder;

    @Test
    void write_thenRead_isTheSame() throws IOException {
        var lines = new TreeMap<>(Map.of(
                BenchmarkName.parse("A.b x=1 y=TWO"), new Line(0.0005, 24, 500_000),
                BenchmarkName.parse("A.c"), new Line(123.5, 1_282_447.5, 1)));
        var baseline = new Baseline(25, lines);
        Path file = folder.resolve("baseline.csv");

        baseline.write(file);

        assertThat(Baseline.read(file)).isEqualTo(baseline);
    }

    @Test
    void read_otherText_saysWhichLine() throws IOException {
        Path file = Files.writeString(folder.resolve("baseline.csv"), "A.b,1.0\n");

        assertThatThrownBy(() -> Baseline.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("A.b,1.0");
    }

    @Test
    void committedBaseline_namesEveryClassOfBenchmarks() throws IOException {
        var named = Baseline.read(Path.of("baseline.csv")).lines().keySet().stream()
                .map(BenchmarkName::className)
                .collect(Collectors.toSet());

        assertThat(named).containsExactlyInAnyOrderElementsOf(Times.classes());
    }
}
