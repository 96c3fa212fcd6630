package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §6.1 and §6.2: reading by key and from a time on. */
@NotReference("knows neither keys nor times")
class SelectionProbesIT {
    private static final int PAGE_BYTES = 1_048_576;

    // Keys

    @Test
    void key_selectsEntries() {
        ProbeStream stream = keyed();
        assertThat(stream.get("key=a").send()).hasStatus(200).hasBody("[1,3]");
        assertThat(stream.get("key=b").send()).hasBody("[2,4]");
        assertThat(stream.get("key=c").send()).hasBody("[]");
        assertThat(stream.get("key=").send()).hasBody("[1,2,3,4,5]");
    }

    @Test
    void key_inThePath_isTheSameAndWins() {
        ProbeStream stream = keyed();
        assertThat(Call.get(stream.path() + "/pk/a").send()).hasBody("[1,3]");
        assertThat(Call.get(stream.path() + "/pk/a/").send()).hasBody("[1,3]");
        assertThat(Call.get(stream.path() + "/pk/a?key=b").send()).hasBody("[1,3]");
        assertThat(Call.get(stream.path() + "/pk/%61").send()).hasBody("[1,3]");
    }

    @ParameterizedTest
    @CsvSource({"k/1, k%2F1, k%2F1", "k 1, k%201, k+1", "k+1, k+1, k%2B1", "k&=1, k&=1, k%26%3D1", "k%, k%25, k%25"})
    void key_isDecodedOnce(String key, String inPath, String inQuery) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Key", key).body("[1]").send()).hasStatus(204);
        stream.append("2");

        assertThat(Call.get(stream.path() + "/pk/" + inPath).send())
                .hasStatus(200)
                .hasBody("[1]");
        assertThat(stream.get("key=" + inQuery).send()).hasStatus(200).hasBody("[1]");
    }

    @Test
    void position_movesPastWhatDidNotMatch() {
        ProbeStream stream = keyed();
        assertThat(stream.get("key=a").send())
                .hasHeader("Stream-Next-Offset", Token.of(4))
                .hasHeader("Stream-Up-To-Date", "true");
        assertThat(stream.get("key=none").send())
                .hasHeader("Stream-Next-Offset", Token.of(4))
                .hasHeader("Stream-Up-To-Date", "true");
        assertThat(stream.get("key=a&offset=" + Token.of(0)).send()).hasBody("[3]");
    }

    @Test
    void page_countsOnlyWhatMatches() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        String half = "x".repeat(PAGE_BYTES / 2);
        for (String key : new String[] {"a", "b", "b", "b", "a", "a"}) {
            assertThat(stream.post().header("Stream-Key", key).body(half).send())
                    .hasStatus(204);
        }

        assertThat(stream.get("key=a").send())
                .hasHeader("Content-Length", String.valueOf(PAGE_BYTES))
                .hasHeader("Stream-Next-Offset", Token.of(4))
                .lacksHeader("Stream-Up-To-Date");
        assertThat(stream.get("key=a&offset=" + Token.of(4)).send())
                .hasHeader("Content-Length", String.valueOf(PAGE_BYTES / 2))
                .hasHeader("Stream-Next-Offset", Token.of(5))
                .hasHeader("Stream-Up-To-Date", "true");
    }

    @Test
    void longKeys_areToldApart() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String prefix = "k".repeat(3_000);
        assertThat(stream.post().header("Stream-Key", prefix + "1").body("[1]").send())
                .hasStatus(204);
        assertThat(stream.post().header("Stream-Key", prefix + "2").body("[2]").send())
                .hasStatus(204);

        assertThat(stream.get("key=" + prefix + "1").send()).hasBody("[1]");
        assertThat(stream.get("key=" + prefix + "2").send()).hasBody("[2]");
        assertThat(stream.get("key=" + prefix).send()).hasBody("[]");
    }

    @Test
    void keys_areComparedExactly() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Key", "a").body("[1]").send()).hasStatus(204);
        for (String other : new String[] {"A", "aa", "a%20", "%C3%A1"}) {
            assertThat(Call.get(stream.path() + "/pk/" + other).send())
                    .hasStatus(200)
                    .hasBody("[]");
        }
    }

    // Times

    @Test
    void since_startsAtTheFirstEntryNotBefore() {
        ProbeStream stream = timed();
        assertThat(stream.get("since=2089-01-01T00:00:00Z").send()).hasBody("[1,2,3]");
        assertThat(stream.get("since=2090-01-01T00:00:00Z").send()).hasBody("[1,2,3]");
        assertThat(stream.get("since=2090-01-01T00:00:00.001Z").send()).hasBody("[2,3]");
        assertThat(stream.get("since=2091-01-01T00:00:00Z").send()).hasBody("[2,3]");
        assertThat(stream.get("since=2091-01-01T01:00:00.001%2B01:00").send()).hasBody("[3]");
        assertThat(stream.get("since=2092-01-01T00:00:00Z").send()).hasBody("[3]");
    }

    @Test
    void since_inNanoseconds() {
        ProbeStream stream = timed();
        long millis = Instant.parse("2091-01-01T00:00:00Z").toEpochMilli();
        assertThat(stream.get("since=" + millis + "000000").send()).hasBody("[2,3]");
        assertThat(stream.get("since=" + (millis + 1) + "000000").send()).hasBody("[3]");
        assertThat(stream.get("since=0").send()).hasBody("[1,2,3]");
    }

    @Test
    void since_afterEverything_isTheTail() {
        assertThat(timed().get("since=2093-01-01T00:00:00Z").send())
                .hasStatus(200)
                .hasBody("[]")
                .hasHeader("Stream-Next-Offset", Token.of(2))
                .hasHeader("Stream-Up-To-Date", "true");
    }

    @Test
    void since_withAKey_startsAtTheFirstMatch() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post()
                        .header("Stream-Timestamp", "2090-01-01T00:00:00Z")
                        .header("Stream-Key", "a")
                        .body("[1]")
                        .send())
                .hasStatus(204);
        assertThat(stream.post()
                        .header("Stream-Timestamp", "2091-01-01T00:00:00Z")
                        .header("Stream-Key", "b")
                        .body("[2]")
                        .send())
                .hasStatus(204);
        assertThat(stream.post()
                        .header("Stream-Timestamp", "2092-01-01T00:00:00Z")
                        .header("Stream-Key", "a")
                        .body("[3]")
                        .send())
                .hasStatus(204);

        assertThat(stream.get("since=2090-06-01T00:00:00Z&key=a").send()).hasBody("[3]");
        assertThat(stream.get("since=2090-06-01T00:00:00Z&key=b").send()).hasBody("[2]");
    }

    @Test
    void since_yieldsToOffset() {
        assertThat(timed().get("offset=-1&since=2092-01-01T00:00:00Z").send()).hasBody("[1,2,3]");
        assertThat(timed().get("offset=" + Token.of(1) + "&since=nonsense").send())
                .hasBody("[3]");
    }

    @Test
    void since_empty_isAbsent() {
        assertThat(timed().get("since=").send()).hasBody("[1,2,3]");
        assertThat(timed().get("since=&live=long-poll").send()).isBadRequest("missing offset");
    }

    @Test
    void since_blank_isBadRequest() {
        assertThat(timed().get("since=%20").send()).isBadRequest("empty timestamp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "12:00", "2091-99-01T00:00:00Z"})
    void since_otherwise_isBadRequest(String since) {
        assertThat(timed().get("since=" + since).send()).isBadRequest("invalid timestamp: " + since);
    }

    @Test
    void since_standsForTheOffsetInLiveModes() {
        ProbeStream stream = timed();
        assertThat(stream.get("since=2092-01-01T00:00:00Z&live=long-poll").send())
                .hasStatus(200)
                .hasBody("[3]");
        assertThat(stream.get("since=2093-01-01T00:00:00Z&live=long-poll&timeout=50")
                        .send())
                .hasStatus(204);
        try (SseReader reader = SseReader.open(stream, "since=2091-01-01T00:00:00Z")) {
            assertThat(reader.head()).hasStatus(200).hasHeader("Stream-Next-Offset", Token.of(0));
            assertThat(reader.next().payload()).isEqualTo("[2,3]");
        }
    }

    private static ProbeStream keyed() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String[] keys = {"a", "b", "a", "b"};
        for (int i = 0; i < keys.length; i++) {
            assertThat(stream.post()
                            .header("Stream-Key", keys[i])
                            .body("[" + (i + 1) + "]")
                            .send())
                    .hasStatus(204);
        }
        stream.append("[5]");
        return stream;
    }

    private static ProbeStream timed() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        for (int i = 0; i < 3; i++) {
            String time = (2090 + i) + "-01-01T00:00:00Z";
            assertThat(stream.post()
                            .header("Stream-Timestamp", time)
                            .body("[" + (i + 1) + "]")
                            .send())
                    .hasStatus(204);
        }
        return stream;
    }
}
