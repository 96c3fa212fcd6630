package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §7 and decision 2: long-polls. Lower bounds of waiting are exact, upper bounds generous. */
class LongPollProbesIT {
    /** The original ends every wait at 5 s, so no probe common to both asks for more. */
    private static final String LONG_WAIT = "timeout=4500";

    private static final Duration LATE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {"long-poll", "true", "1"})
    @NotReference("knows only the first of these words")
    void data_isAnsweredAtOnce(String live) {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        assertThat(stream.get("offset=-1&live=" + live).send())
                .hasStatus(200)
                .hasBody("[1,2]")
                .hasHeader("Content-Type", "application/json")
                .hasHeader("Stream-Next-Offset", Token.of(1))
                .hasHeader("Stream-End-Offset", Token.of(1))
                .hasHeader("Stream-Up-To-Date", "true")
                .hasHeader("Cache-Control", "no-store")
                .hasHeaderMatching("Stream-Cursor", "\\d+")
                .lacksHeader("Stream-Closed")
                .lacksHeader("ETag");
    }

    @Test
    @NotReference("shows the tail of another form")
    void append_answersAWaitingPoll() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "before");
        try (Wire wire = stream.get("offset=now&live=long-poll&" + LONG_WAIT).start()) {
            assertThat(wire.silentFor(300)).isTrue();
            stream.append("after");
            assertThat(wire.answer())
                    .hasStatus(200)
                    .hasBody("after")
                    .hasHeader("Stream-Next-Offset", Token.of(1))
                    .hasHeader("Stream-Up-To-Date", "true")
                    .hasHeaderMatching("Stream-Cursor", "\\d+");
        }
    }

    @Test
    void append_answersAllWaitingPolls() throws Exception {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        var waiting = new ArrayList<Wire>();
        for (int i = 0; i < 40; i++) {
            waiting.add(stream.get("offset=now&live=long-poll&" + LONG_WAIT).start());
        }
        assertThat(waiting.get(39).silentFor(300)).isTrue();
        stream.append("x");
        for (Wire wire : waiting) {
            assertThat(wire.answer()).hasStatus(200).hasBody("x");
            wire.close();
        }
    }

    @Test
    @NotReference("waits as long as it was set up to")
    void nothing_isAnsweredAtTheDeadline() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        Instant start = Instant.now();

        Answer answer = stream.get("offset=now&live=long-poll&timeout=400").send();

        assertThat(answer)
                .hasStatus(204)
                .hasNoBody()
                .hasHeader("Stream-Next-Offset", Token.of(0))
                .hasHeader("Stream-End-Offset", Token.of(0))
                .hasHeader("Stream-Up-To-Date", "true")
                .hasHeader("Cache-Control", "no-store")
                .hasHeaderMatching("Stream-Cursor", "\\d+")
                .lacksHeader("Stream-Closed");
        assertThat(since(start)).isBetween(Duration.ofMillis(395), LATE);
    }

    @ParameterizedTest
    @CsvSource({
        "timeout=1s, 1000",
        "timeout=1200ms, 1200",
        "timeout_ms=700, 700",
        "timeout=600&timeout_ms=4000, 600",
        "timeout=&timeout_ms=800, 800"
    })
    @NotReference("has no timeout parameter")
    void timeout_isHonoured(String query, long millis) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Instant start = Instant.now();
        assertThat(stream.get("offset=-1&live=long-poll&" + query).send()).hasStatus(204);
        assertThat(since(start)).isBetween(Duration.ofMillis(millis - 5), LATE);
    }

    @Test
    @NotReference("has no timeout parameter")
    void timeoutOfZero_isAnsweredAtOnce() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Instant start = Instant.now();
        for (int i = 0; i < 5; i++) {
            assertThat(stream.get("offset=-1&live=long-poll&timeout=0").send()).hasStatus(204);
        }
        assertThat(since(start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    @NotReference("waits 30 s")
    void defaultWait_isThreeSeconds() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Instant start = Instant.now();
        assertThat(stream.get("offset=-1&live=long-poll").send()).hasStatus(204);
        assertThat(since(start)).isBetween(Duration.ofMillis(2_990), LATE);
    }

    @Test
    @Ours("D12 and decision 2")
    void longTimeout_isHonouredBeyondFiveSeconds() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Instant start = Instant.now();
        assertThat(stream.get("offset=-1&live=long-poll&timeout=6500").send()).hasStatus(204);
        assertThat(since(start)).isBetween(Duration.ofMillis(6_490), LATE.plusSeconds(6));
    }

    @Test
    @Ours("decision 2")
    void timeoutBeyondAMinute_countsAsAMinute() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Instant start = Instant.now();
        try (Wire wire = stream.get("offset=-1&live=long-poll&timeout=90s").start()) {
            assertThat(wire.silentFor(50_000)).isTrue();
            assertThat(wire.answer()).hasStatus(204);
        }
        assertThat(since(start)).isBetween(Duration.ofMillis(59_990), Duration.ofSeconds(85));
    }

    @Test
    @Ours("decision 2")
    void hugeTimeout_isAnswerableMeanwhile() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = stream.get("offset=-1&live=long-poll&timeout=365d").start()) {
            assertThat(wire.silentFor(500)).isTrue();
            stream.append("x");
            assertThat(wire.answer()).hasStatus(200).hasBody("x");
        }
    }

    @Test
    @NotReference("clamps otherwise")
    void beyondTheTail_isMovedBackToIt() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        assertThat(stream.get("offset=" + Token.of(99) + "&live=long-poll&timeout=50")
                        .send())
                .hasStatus(204)
                .hasHeader("Stream-Next-Offset", Token.of(0))
                .hasHeader("Stream-End-Offset", Token.of(0))
                .hasHeader("Stream-Up-To-Date", "true");
    }

    // Closing

    @Test
    void closedAtTheTail_isAnsweredAtOnceWithoutCursor() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        String tail = stream.tail();
        stream.close();
        Instant start = Instant.now();

        assertThat(stream.get("offset=" + tail + "&live=long-poll&" + LONG_WAIT).send())
                .hasStatus(204)
                .hasHeader("Stream-Next-Offset", tail)
                .hasHeader("Stream-Closed", "true")
                .hasHeader("Stream-Up-To-Date", "true")
                .lacksHeader("Stream-Cursor");
        assertThat(since(start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void closedBehindTheTail_isDataFirst() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        stream.close();
        assertThat(stream.get("offset=-1&live=long-poll").send())
                .hasStatus(200)
                .hasBody("x")
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    @NotReference("sends a cursor")
    void closeWhileWaiting_isAnsweredAtOnce() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        String tail = stream.tail();
        try (Wire wire = stream.get("offset=now&live=long-poll&" + LONG_WAIT).start()) {
            assertThat(wire.silentFor(200)).isTrue();
            stream.close();
            assertThat(wire.answer())
                    .hasStatus(204)
                    .hasHeader("Stream-Next-Offset", tail)
                    .hasHeader("Stream-Closed", "true")
                    .hasHeader("Stream-Up-To-Date", "true")
                    .lacksHeader("Stream-Cursor");
        }
    }

    @Test
    @Ours("D11")
    void appendAndCloseWhileWaiting_isDataThatSaysClosed() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = stream.get("offset=now&live=long-poll&" + LONG_WAIT).start()) {
            assertThat(wire.silentFor(200)).isTrue();
            assertThat(stream.post().closing().body("last").send()).hasStatus(204);
            assertThat(wire.answer()).hasStatus(200).hasBody("last").hasHeader("Stream-Closed", "true");
        }
    }

    // Deletion and expiry

    @Test
    @NotReference("answers 204")
    void deleteWhileWaiting_isNotFoundAtOnce() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = stream.get("offset=now&live=long-poll&" + LONG_WAIT).start()) {
            assertThat(wire.silentFor(200)).isTrue();
            Instant start = Instant.now();
            assertThat(stream.delete().send()).hasStatus(204);
            assertThat(wire.answer()).isProblem(404, "not_found");
            assertThat(since(start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    @Ours("waiting is keyed by incarnation")
    void recreationWhileWaiting_doesNotFeedTheOldPoll() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = stream.get("offset=now&live=long-poll&" + LONG_WAIT).start()) {
            assertThat(wire.silentFor(200)).isTrue();
            assertThat(stream.delete().send()).hasStatus(204);
            assertThat(stream.put().body("new").send()).hasStatus(201);
            assertThat(wire.answer()).isProblem(404, "not_found");
        }
    }

    @Test
    @NotReference("waits on")
    void expiryWhileWaiting_isNotFoundByTheDeadline() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        Instant expiry = Instant.now().plusMillis(1_500);
        assertThat(stream.put().header("Stream-Expires-At", expiry.toString()).send())
                .hasStatus(201);
        assertThat(stream.get("offset=now&live=long-poll&timeout=3000").send()).isProblem(404, "not_found");
    }

    // Keys

    @Test
    @NotReference("knows no keys")
    void otherKeys_doNotAnswer() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        try (Wire wire =
                stream.get("offset=now&live=long-poll&key=a&" + LONG_WAIT).start()) {
            assertThat(wire.silentFor(200)).isTrue();
            assertThat(stream.post().header("Stream-Key", "b").body("[1]").send())
                    .hasStatus(204);
            assertThat(wire.silentFor(300)).isTrue();
            assertThat(stream.post().header("Stream-Key", "a").body("[2]").send())
                    .hasStatus(204);
            assertThat(wire.answer()).hasStatus(200).hasBody("[2]").hasHeader("Stream-Next-Offset", Token.of(1));
        }
    }

    @Test
    @NotReference("knows no keys")
    void otherKeys_doNotStopTheClock() throws InterruptedException {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        Instant start = Instant.now();
        try (Wire wire =
                stream.get("offset=now&live=long-poll&key=a&timeout=1500").start()) {
            for (int i = 0; i < 5; i++) {
                Thread.sleep(100);
                assertThat(stream.post().header("Stream-Key", "b").body("[1]").send())
                        .hasStatus(204);
            }
            assertThat(wire.answer()).hasStatus(204).hasHeader("Stream-Next-Offset", Token.of(4));
            assertThat(since(start)).isBetween(Duration.ofMillis(1_495), LATE);
        }
    }

    // Cursors

    @Test
    @NotReference("counts intervals")
    void cursor_growsWithTheOneSent() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        long cursor = cursor(stream, "");

        assertThat(cursor(stream, "&cursor=" + cursor)).isGreaterThan(cursor);
        assertThat(cursor(stream, "&cursor=99999999999")).isGreaterThan(99_999_999_999L);
        assertThat(cursor(stream, "&cursor=5")).isBetween(cursor, cursor + 60);
        assertThat(cursor(stream, "&cursor=-5")).isBetween(cursor, cursor + 60);
        assertThat(cursor(stream, "&cursor=abc")).isBetween(cursor, cursor + 60);
    }

    @Test
    @Ours("the original overflows")
    void hugeCursor_isAsGoodAsNone() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        long cursor = cursor(stream, "");
        assertThat(cursor(stream, "&cursor=" + "9".repeat(19))).isBetween(cursor, cursor + 60);
        assertThat(cursor(stream, "&cursor=" + "9".repeat(400))).isBetween(cursor, cursor + 60);
    }

    @Test
    void vanishedPolls_holdNothingUp() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        for (int i = 0; i < 30; i++) {
            stream.get("offset=now&live=long-poll&" + LONG_WAIT).start().reset();
        }
        stream.append("x");
        assertThat(stream.get("offset=-1&live=long-poll").send()).hasStatus(200).hasBody("x");
    }

    private static long cursor(ProbeStream stream, String query) {
        return Long.parseLong(
                stream.get("offset=-1&live=long-poll" + query).send().header("Stream-Cursor"));
    }

    private static Duration since(Instant start) {
        return Duration.between(start, Instant.now());
    }
}
