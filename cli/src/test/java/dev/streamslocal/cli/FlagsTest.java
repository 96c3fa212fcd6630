package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                     | ''",
                "--name dev                             | --name=dev",
                "--name=dev                             | --name=dev",
                "--name=                                | --name=",
                "--name                                 | --name=default",
                "--name --port 5                        | --name=default --port=5",
                "--port                                 | --port=0",
                "--port -1                              | --port=-1",
                "--hostname                             | --hostname=127.0.0.1",
                "--name=a=b                             | --name=a",
                "--name==b                              | --name=",
                "--name a --name=b                      | --name=a",
                "--name=b --name a                      | --name=b",
                "--name --name a                        | --name=default",
                "foo --name a bar                       | --name=a",
                "--no-reuse foo                         | --no-reuse",
                "--no-reuse --no-reuse                  | --no-reuse",
                "--allow-host a --allow-host=b          | --allow-host=a --allow-host=b",
                "--allow-origin https://a:1             | --allow-origin=https://a:1",
            })
    void parse_line_isCanonical(String line, String canonical) {
        assertThat(String.join(" ", parse(line).canonical())).isEqualTo(canonical);
    }

    @Test
    void parse_unknownFlags_areNamedWithoutTheirValues() {
        var flags = parse("--foo bar --baz=1 -x --name a");
        assertThat(flags.ignored()).containsExactly("--foo", "--baz", "-x");
        assertThat(flags.canonical()).containsExactly("--name=a");
    }

    @Test
    void parse_valueThatLooksLikeAShortFlag_isAValue() {
        assertThat(parse("--name -h").canonical()).containsExactly("--name=-h");
    }

    @Test
    void parse_switchWithValue_isRefused() {
        assertThatThrownBy(() -> parse("--allow-remote=false"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--allow-remote takes no value: --allow-remote=false");
    }

    @Test
    void parse_repeatedFlagWithoutValue_isRefused() {
        for (var line : List.of("--allow-host", "--allow-host --name a", "--allow-host=")) {
            assertThatThrownBy(() -> parse(line))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("--allow-host needs a value");
        }
    }

    private static Flags parse(String line) {
        return Flags.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), StartCommand.FORMS);
    }
}
