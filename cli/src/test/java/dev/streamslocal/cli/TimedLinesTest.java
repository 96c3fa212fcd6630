package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class TimedLinesTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final TimedLines lines = new TimedLines(written);

    @Test
    void lineThatIsPrintedWhole_beginsWithItsTime() {
        lines.println("[WARN] größer");
        lines.println("[ERROR] again");
        assertThat(written.toString(UTF_8).lines())
                .satisfiesExactly(
                        first -> assertThat(first).matches(TIME + "\\[WARN] größer"),
                        second -> assertThat(second).matches(TIME + "\\[ERROR] again"));
    }

    @Test
    void stackTraceBehindALine_isLeftAsItIs() {
        new IllegalStateException("why").printStackTrace(lines);
        assertThat(written.toString(UTF_8).lines())
                .startsWith("java.lang.IllegalStateException: why")
                .noneMatch(line -> line.matches(TIME + ".*"));
    }
}
