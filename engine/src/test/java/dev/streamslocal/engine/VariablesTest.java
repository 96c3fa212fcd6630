package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.engine.Variables.Kind;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariablesTest {

    @Test
    void table_namesEveryVariableOnceWithADefaultOfItsKind() {
        assertThat(Variables.all())
                .extracting(Variables.Variable::name)
                .doesNotHaveDuplicates()
                .hasSize(85);
        assertThat(Variables.all())
                .filteredOn(each -> numeric(each) && !each.fallback().equals("-"))
                .hasSizeGreaterThan(40)
                .allMatch(each -> Double.isFinite(JsNumber.parse(each.fallback())));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void of_badNumber_isRefusedAsGiven(String name) {
        for (var text : new String[] {"abc", "1 MiB", "Infinity", "1e999", "NaN"}) {
            assertThatThrownBy(() -> Variables.of(Map.of(name, text)))
                    .isInstanceOfSatisfying(
                            StartException.class, e -> assertThat(e.fault()).isEqualTo(StartException.Fault.OPTION))
                    .hasMessage("invalid " + name + ": " + text);
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void of_oddNumber_passes(String name) {
        for (var text : new String[] {"", " ", "0x10", "1e3", "1.5", "-1", "+2"}) {
            assertThatCode(() -> Variables.of(Map.of(name, text))).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "yes", "0", "false", "no", " TRUE ", "No", ""})
    void of_boolean_passes(String text) {
        assertThatCode(() -> Variables.of(Map.of("DS_OTLP_AUTO_CREATE", text))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "on", "off", "y", " "})
    void of_badBoolean_isRefusedAsGiven(String text) {
        assertThatThrownBy(() -> Variables.of(Map.of("DS_OTLP_AUTO_CREATE", text)))
                .hasMessage("invalid DS_OTLP_AUTO_CREATE: " + text);
    }

    @Test
    void whole_bytes_areFlooredAndNotNegative() {
        assertThat(whole("DS_READ_MAX_BYTES", "2048.9")).isEqualTo(2048);
        assertThat(whole("DS_READ_MAX_BYTES", "-5")).isZero();
        assertThat(whole("DS_READ_MAX_BYTES", "")).isEqualTo(1_048_576);
        assertThat(whole("DS_READ_MAX_BYTES", "0x100000")).isEqualTo(1_048_576);
        assertThat(whole("DS_LOCAL_BACKLOG_MAX_BYTES", "1e300")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whole_number_mayBeNegative() {
        assertThat(whole("DS_EXPIRY_SWEEP_MS", "-0.5")).isEqualTo(-1);
    }

    @Test
    void unknown_namesThemInOrderAndNoOthers() {
        var environment = Map.of(
                "DS_ZETA",
                "1",
                "DS_ALPHA",
                "",
                "DS_API_KEY",
                "k",
                "DS_BENCH_WHATEVER",
                "1",
                "DS_READ_MAX_BYTES",
                "1",
                "DS_LARGE_INDEX_FILTER",
                "1",
                "PATH",
                "/bin",
                "DSX",
                "1");
        assertThat(Variables.of(environment).unknown()).containsExactly("DS_ALPHA", "DS_ZETA");
    }

    private static long whole(String name, String text) {
        return Variables.of(Map.of(name, text)).whole(name);
    }

    static Stream<String> numbers() {
        return Variables.all().stream().filter(VariablesTest::numeric).map(Variables.Variable::name);
    }

    private static boolean numeric(Variables.Variable variable) {
        return variable.kind() == Kind.NUMBER || variable.kind() == Kind.BYTES;
    }
}
