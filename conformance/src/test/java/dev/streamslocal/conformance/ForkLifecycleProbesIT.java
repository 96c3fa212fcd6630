package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Contract 10 §11.3 and §11.4: how long forks live, and what deleting a stream means that has some. */
@Ours("the original knows no forks")
class ForkLifecycleProbesIT {
    private static final Duration CASCADE = Duration.ofSeconds(5);

    private static ProbeStream fork(ProbeStream source, String... headers) {
        ProbeStream fork = ProbeStream.fresh(source.contentType());
        Call call = Call.to("PUT", fork.path()).header("Stream-Forked-From", source.path());
        for (int i = 0; i < headers.length; i += 2) {
            call = call.header(headers[i], headers[i + 1]);
        }
        assertThat(call.send()).hasStatus(201);
        return fork;
    }

    private static void delete(ProbeStream stream) {
        assertThat(stream.delete().send()).hasStatus(204);
    }

    private static void assertSoftDeleted(ProbeStream stream) {
        assertThat(stream.get().send()).isProblem(410, "gone");
        assertThat(stream.get("offset=-1&live=long-poll").send()).isProblem(410, "gone");
        assertThat(stream.get("offset=-1&live=sse").send()).isProblem(410, "gone");
        assertThat(stream.head().send()).hasStatus(410);
        assertThat(stream.post().body("x").send()).isProblem(410, "gone");
        assertThat(stream.bare().closing().send()).isProblem(410, "gone");
        assertThat(stream.delete().send()).isProblem(410, "gone");
        assertThat(stream.put().send()).isProblem(409, "conflict");
        ProbeStream fork = ProbeStream.fresh(stream.contentType());
        assertThat(Call.to("PUT", fork.path())
                        .header("Stream-Forked-From", stream.path())
                        .send())
                .isProblem(409, "conflict");
        assertThat(fork.head().send()).hasStatus(404);
    }

    private static void awaitGone(ProbeStream stream) throws InterruptedException {
        Instant giveUp = Instant.now().plus(CASCADE);
        while (stream.head().send().status() != 404 && Instant.now().isBefore(giveUp)) {
            Thread.sleep(50);
        }
        assertThat(stream.head().send()).hasStatus(404);
    }

    // Lifetimes

    @Test
    void lifetime_isTheRequestsOrThatOfTheSource() {
        String until = "2090-01-01T00:00:00.000Z";
        ProbeStream forever = ProbeStream.create(ProbeStream.TEXT);
        ProbeStream sliding = ProbeStream.createFor(ProbeStream.TEXT, "100");
        ProbeStream fixed = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(fixed.put().header("Stream-Expires-At", until).send()).hasStatus(201);
        assertThat(fork(forever).head().send()).lacksHeader("Stream-TTL").lacksHeader("Stream-Expires-At");
        assertThat(fork(sliding).head().send()).hasHeader("Stream-TTL", "100");
        assertThat(fork(fixed).head().send())
                .hasHeader("Stream-Expires-At", until)
                .lacksHeader("Stream-TTL");
        for (ProbeStream source : new ProbeStream[] {forever, sliding, fixed}) {
            assertThat(fork(source, "Stream-TTL", "7000").head().send()).hasHeader("Stream-TTL", "7000");
            assertThat(fork(source, "Stream-Expires-At", "2091-01-01T00:00:00Z")
                            .head()
                            .send())
                    .hasHeader("Stream-Expires-At", "2091-01-01T00:00:00.000Z")
                    .lacksHeader("Stream-TTL");
        }
    }

    @Test
    void reading_renewsTheForkAlone() throws InterruptedException {
        ProbeStream source = ProbeStream.createFor(ProbeStream.TEXT, "3600");
        ProbeStream fork = fork(source);
        String before = source.head().send().header("Stream-Expires-At");
        String forked = fork.head().send().header("Stream-Expires-At");
        Thread.sleep(50);
        assertThat(fork.get().send()).hasStatus(200);
        assertThat(source.head().send()).hasHeader("Stream-Expires-At", before);
        assertThat(fork.head().send().header("Stream-Expires-At")).isGreaterThan(forked);
    }

    @Test
    void expiredSource_isGone_andItsForksReadOn() throws InterruptedException {
        ProbeStream source = ProbeStream.createFor(ProbeStream.TEXT, "1");
        source.append("x");
        ProbeStream fork = fork(source, "Stream-TTL", "3600");
        Thread.sleep(1_300);
        assertThat(source.get().send()).isProblem(410, "gone");
        assertThat(source.put().send()).isProblem(409, "conflict");
        assertThat(fork.get().send()).hasStatus(200).hasBody("x");
        delete(fork);
        assertThat(source.get().send()).hasStatus(404);
        assertThat(source.put().send()).hasStatus(201);
    }

    @Test
    void expiredFork_letsItsSourceGo() throws InterruptedException {
        ProbeStream source = ProbeStream.create(ProbeStream.TEXT);
        ProbeStream fork = fork(source, "Stream-TTL", "1");
        delete(source);
        assertThat(source.head().send()).hasStatus(410);
        Thread.sleep(1_100);
        assertThat(fork.head().send()).hasStatus(404);
        awaitGone(source);
        assertThat(source.put().send()).hasStatus(201);
    }

    // Deletes

    @Test
    void deletedSource_isSoftDeleted_andItsForksReadOn() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        ProbeStream fork = fork(source);
        delete(source);
        assertSoftDeleted(source);
        assertThat(Call.get("/v1/streams?limit=1000").send().body())
                .asString()
                .contains(fork.name())
                .doesNotContain("\"" + source.name() + "\"");
        fork.append("y");
        assertThat(fork.get().send()).hasBody("xy");
    }

    @Test
    void softDelete_endsWhoeverWaits() {
        ProbeStream source = ProbeStream.create(ProbeStream.TEXT);
        fork(source);
        try (Wire poll = source.get("offset=now&live=long-poll&timeout=20000").start();
                SseReader reader = SseReader.open(source, "offset=now")) {
            assertThat(reader.next().event()).isEqualTo("control");
            assertThat(poll.silentFor(200)).isTrue();
            delete(source);
            assertThat(poll.answer()).isProblem(410, "gone");
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    void lastFork_takesAllSoftDeletedSourcesWithIt() throws InterruptedException {
        ProbeStream a = ProbeStream.createWith(ProbeStream.TEXT, "a");
        ProbeStream b = fork(a);
        b.append("b");
        ProbeStream c = fork(b);
        c.append("c");
        delete(a);
        delete(b);
        assertSoftDeleted(a);
        assertSoftDeleted(b);
        assertThat(c.get().send()).hasBody("abc");
        delete(c);
        assertThat(c.head().send()).hasStatus(404);
        awaitGone(b);
        awaitGone(a);
        assertThat(a.put().send()).hasStatus(201);
        assertThat(a.get().send()).hasStatus(200).hasBody("");
    }

    @Test
    void deletedMiddle_leavesBothSides() {
        ProbeStream a = ProbeStream.createWith(ProbeStream.TEXT, "a");
        ProbeStream b = fork(a);
        b.append("b");
        ProbeStream c = fork(b);
        delete(b);
        assertThat(b.head().send()).hasStatus(410);
        assertThat(c.get().send()).hasBody("ab");
        assertThat(a.get().send()).hasBody("a");
        a.append("a");
        delete(c);
        assertThat(b.head().send()).hasStatus(404);
        assertThat(a.get().send()).hasBody("aa");
    }

    @Test
    void liveSource_outlivesAllItsForks() {
        ProbeStream source = ProbeStream.createWith(ProbeStream.TEXT, "x");
        ProbeStream[] forks = {fork(source), fork(source), fork(source)};
        for (ProbeStream fork : forks) {
            delete(fork);
            assertThat(fork.head().send()).hasStatus(404);
        }
        assertThat(source.get().send()).hasStatus(200).hasBody("x");
        delete(source);
        assertThat(source.head().send()).hasStatus(404);
    }
}
