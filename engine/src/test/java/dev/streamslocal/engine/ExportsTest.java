package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExportsTest {
    private static final Exports EXPORTS =
            new Exports("dev", 4711, 40123, "http://127.0.0.1:40123", "/data/dev/durable-streams.sqlite");

    @Test
    void compact_isOneLine() {
        assertThat(EXPORTS.compact())
                .isEqualTo(
                        "{\"name\":\"dev\",\"pid\":4711,\"http\":{\"port\":40123,\"url\":\"http://127.0.0.1:40123\"},"
                                + "\"sqlite\":{\"path\":\"/data/dev/durable-streams.sqlite\"}}");
    }

    @Test
    void pretty_isIndentedByTwo() {
        assertThat(EXPORTS.pretty()).isEqualTo("""
                        {
                          "name": "dev",
                          "pid": 4711,
                          "http": {
                            "port": 40123,
                            "url": "http://127.0.0.1:40123"
                          },
                          "sqlite": {
                            "path": "/data/dev/durable-streams.sqlite"
                          }
                        }""");
    }

    @Test
    void prettyReused_endsWithThatMember() {
        assertThat(EXPORTS.prettyReused())
                .startsWith(EXPORTS.pretty().substring(0, EXPORTS.pretty().length() - 2))
                .endsWith("""
                          },
                          "reused": true
                        }""");
    }
}
