package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlRoutesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jwks.json",
                "/subscriptions/a",
                "/subscriptions/a/streams",
                "/subscriptions/a/streams/b/c",
                "/subscriptions/a/streams/b%2Fc",
                "/subscriptions/a/callback",
                "/subscriptions/a/claim",
                "/subscriptions/a/ack",
                "/subscriptions/a/release",
            })
    void known_routesOfTheControlApi(String path) {
        assertThat(ControlRoutes.known(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/subscriptions", "/subscriptions/a/b", "/jwks.json/x", "/jwksxjson", "/streams"})
    void known_otherPaths_areNot(String path) {
        assertThat(ControlRoutes.known(path)).isFalse();
    }
}
