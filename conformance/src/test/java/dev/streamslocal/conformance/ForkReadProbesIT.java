package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import org.junit.jupiter.api.Test;

/** Contract 10 §11.2: what a fork shows, and what it does not inherit. */
@Ours("the original knows no forks")
class ForkReadProbesIT {

    private static ProbeStream fork(ProbeStream source) {
        ProbeStream fork = ProbeStream.fresh(source.contentType());
        assertThat(Call.to("PUT", fork.path())
                        .header("Stream-Forked-From", source.path())
                        .send())
                .hasStatus(201);
        return fork;
    }

    @Test
    void pages_crossTheBoundary_andLaterAppendsOfTheSourceNeverAppear() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        ProbeStream fork = fork(source);
        source.append("[3]");
        fork.append("[30]");
        ProbeStream second = fork(fork);
        fork.append("[31]");
        second.append("[300]");
        assertThat(source.get().send()).hasBody("[1,2,3]");
        assertThat(fork.get().send()).hasBody("[1,2,30,31]").hasHeader("Stream-Next-Offset", Token.of(3));
        assertThat(second.get().send()).hasBody("[1,2,30,300]").hasHeader("Stream-Up-To-Date", "true");
        assertThat(second.get("offset=" + Token.of(0)).send()).hasBody("[2,30,300]");
        assertThat(second.get("offset=" + Token.of(1)).send()).hasBody("[30,300]");
        assertThat(second.get("offset=" + Token.of(2)).send()).hasBody("[300]");
    }

    @Test
    void closingOrDeletingOneSide_doesNotChangeTheOther() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        ProbeStream closed = fork(source);
        ProbeStream deleted = fork(source);
        closed.close();
        assertThat(deleted.delete().send()).hasStatus(204);
        source.append("y");
        assertThat(closed.get().send()).hasBody("x").hasHeader("Stream-Closed", "true");
        ProbeStream open = fork(source);
        source.close();
        open.append("z");
        assertThat(open.get().send()).hasBody("xyz").lacksHeader("Stream-Closed");
    }

    @Test
    void appendTimes_goOnFromTheLastInheritedEntry() {
        ProbeStream source = ProbeStream.create(ProbeStream.JSON);
        for (int day = 1; day <= 3; day++) {
            appendAt(source, "2090-01-0" + day, "[" + day + "]");
        }

        for (int inherited = 0; inherited < 3; inherited++) {
            ProbeStream fork = ProbeStream.fresh(ProbeStream.JSON);
            assertThat(fork.put()
                            .header("Stream-Forked-From", source.path())
                            .header("Stream-Fork-Offset", Token.of(inherited - 1))
                            .send())
                    .hasStatus(201);
            appendAt(fork, "2090-01-02T12:00:00Z", "[\"own\"]");
            // Only a later time of its own past can keep an append from the time it names.
            assertThat(fork.get("since=2090-01-02T12:00:00Z").send()).hasBody("[\"own\"]");
            assertThat(fork.get("since=2090-01-02T12:00:00.001Z").send()).hasBody("[]");
        }
    }

    private static void appendAt(ProbeStream stream, String time, String body) {
        assertThat(stream.post().header("Stream-Timestamp", time).body(body).send())
                .hasStatus(204);
    }

    @Test
    void keysAndTimes_areThoseOfTheInheritedEntries() throws InterruptedException {
        ProbeStream source = ProbeStream.create(ProbeStream.JSON);
        for (String key : new String[] {"a", "b", "a"}) {
            assertThat(source.post()
                            .header("Stream-Key", key)
                            .body("[\"" + key + "1\"]")
                            .send())
                    .hasStatus(204);
        }
        ProbeStream fork = fork(source);
        assertThat(fork.post().header("Stream-Key", "a").body("[\"a2\"]").send())
                .hasStatus(204);
        assertThat(fork.get("key=a").send()).hasBody("[\"a1\",\"a1\",\"a2\"]");
        assertThat(fork.get("key=b").send()).hasBody("[\"b1\"]");
        assertThat(Call.get(fork.path() + "/pk/a?offset=" + Token.of(0)).send()).hasBody("[\"a1\",\"a2\"]");

        ProbeStream timed = ProbeStream.create(ProbeStream.JSON);
        assertThat(timed.post()
                        .header("Stream-Timestamp", "2090-01-01T00:00:00Z")
                        .body("[1]")
                        .send())
                .hasStatus(204);
        assertThat(timed.post()
                        .header("Stream-Timestamp", "2090-01-03T00:00:00Z")
                        .body("[2]")
                        .send())
                .hasStatus(204);
        ProbeStream later = fork(timed);
        assertThat(later.post()
                        .header("Stream-Timestamp", "2090-01-05T00:00:00Z")
                        .body("[3]")
                        .send())
                .hasStatus(204);
        assertThat(later.get("since=2090-01-01T00:00:00Z").send()).hasBody("[1,2,3]");
        assertThat(later.get("since=2090-01-02T00:00:00Z").send()).hasBody("[2,3]");
        assertThat(later.get("since=2090-01-04T00:00:00Z").send()).hasBody("[3]");
        assertThat(later.get("since=2090-01-06T00:00:00Z").send()).hasBody("[]");
    }

    @Test
    void longPoll_answersAtOnceInside_andAtTheTailWaitsForOwnAppendsOnly() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        ProbeStream fork = fork(source);
        assertThat(fork.get("offset=" + Token.of(0) + "&live=long-poll").send())
                .hasStatus(200)
                .hasBody("[2]");
        try (Wire wire = fork.get("offset=" + Token.of(1) + "&live=long-poll&timeout=20000")
                .start()) {
            source.append("[3]");
            assertThat(wire.silentFor(500)).isTrue();
            fork.append("[9]");
            assertThat(wire.answer()).hasStatus(200).hasBody("[9]").hasHeader("Stream-Next-Offset", Token.of(2));
        }
    }

    @Test
    void sse_showsInheritedThenOwnThenLive() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.JSON, "[1]");
        ProbeStream fork = fork(source);
        fork.append("[2]");
        source.append("[8]");
        try (SseReader reader = SseReader.open(fork, "offset=-1")) {
            assertThat(reader.next().payload()).isEqualTo("[1,2]");
            assertThat(reader.next().event()).isEqualTo("control");
            source.append("[9]");
            fork.append("[3]");
            assertThat(reader.next().payload()).isEqualTo("[3]");
        }
    }

    @Test
    void producersSequencesAndTheClosedFlag_areNotInherited() {
        ProbeStream source = ProbeStream.create(ProbeStream.TEXT);
        assertThat(source.post()
                        .producer("p", "0", "0")
                        .header("Stream-Seq", "m")
                        .body("x")
                        .send())
                .hasStatus(200);
        source.close();
        ProbeStream fork = fork(source);
        assertThat(fork.post()
                        .producer("p", "0", "0")
                        .header("Stream-Seq", "a")
                        .body("y")
                        .send())
                .hasStatus(200)
                .hasHeader("Stream-Next-Offset", Token.of(1));
        assertThat(fork.post().producer("p", "0", "0").body("y").send()).hasStatus(204);
        assertThat(fork.get().send()).hasBody("xy");
    }
}
