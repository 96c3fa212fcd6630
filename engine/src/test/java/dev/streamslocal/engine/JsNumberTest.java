package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "8080, 8080",
        "-1, -1",
        "+7, 7",
        "1.5, 1.5",
        "1., 1",
        ".5, 0.5",
        "1e3, 1000",
        "1E-2, 0.01",
        "0x1F, 31",
        "0X1f, 31",
        "0o17, 15",
        "0b101, 5",
        "007, 7",
        "Infinity, Infinity",
        "-Infinity, -Infinity",
        "1e400, Infinity",
        "0xFFFFFFFFFFFFFFFFF, 295147905179352830000"
    })
    void parse_number_isItsValue(String text, double value) {
        assertThat(JsNumber.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n\r\u000b\f", "\u00a0", "\ufeff", "\u2028\u2029", "\u3000"})
    void parse_blank_isZero(String text) {
        assertThat(JsNumber.parse(text)).isZero();
    }

    @Test
    void parse_blankAround_isDropped() {
        assertThat(JsNumber.parse(" \u00a042\n")).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "1a",
                "1 2",
                "1_000",
                "1,000",
                "--1",
                "+",
                ".",
                "e5",
                "1e",
                "0x",
                "-0x10",
                "+0x10",
                "0xg",
                "0b2",
                "0o8",
                "infinity",
                "NaN",
                "1d",
                "1f",
                "0x1p3",
                "\u0661",
                "\u200b1",
                "\u180e1"
            })
    void parse_anythingElse_isNaN(String text) {
        assertThat(JsNumber.parse(text)).isNaN();
    }
}
