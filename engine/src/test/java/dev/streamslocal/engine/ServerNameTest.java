package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void of_blank_isDefault(String text) {
        assertThat(ServerName.of(text)).isEqualTo(ServerName.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", " dev ", "a.b_c-D9", "...", "-", "_", "-x"})
    void of_name_isItTrimmed(String text) {
        assertThat(ServerName.of(text).text()).isEqualTo(text.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", " .. ", "a b", "a/b", "a\\b", "\u00e4", "a\u0000", "a:b"})
    void of_anythingElse_isRefusedAsGiven(String text) {
        assertThatThrownBy(() -> ServerName.of(text))
                .isInstanceOf(StartException.class)
                .hasMessage("invalid server name: " + text);
    }
}
