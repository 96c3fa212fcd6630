package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract 10 §4.3: lifetimes. Deadlines are read from {@code Stream-Expires-At} rather than waited for wherever that shows the rule;
 * where a probe does wait, being late never changes its outcome.
 */
class ExpiryProbesIT {
    private static final int HOUR_SECONDS = 3_600;

    @Test
    void expiredStream_isNotFoundToEverythingButPutAndDelete() throws InterruptedException {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, "1");
        assertThat(stream.post().body("x").send()).hasStatus(204);
        Thread.sleep(1_300);

        assertThat(stream.get().send()).isProblem(404, "not_found", "stream expired");
        assertThat(stream.post().body("x").send()).isProblem(404, "not_found", "stream expired");
        assertThat(stream.get("offset=-1&live=long-poll").send()).isProblem(404, "not_found", "stream expired");
        assertThat(stream.get("offset=-1&live=sse").send()).isProblem(404, "not_found", "stream expired");
        assertThat(stream.head().send()).hasStatus(404);
    }

    @Test
    @NotReference("answers 500")
    void ttlOfZero_isCreatedAndGone() throws InterruptedException {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, "0");
        Thread.sleep(20);
        assertThat(stream.get().send()).isProblem(404, "not_found", "stream expired");
    }

    @Test
    @NotReference("answers 404")
    void expiredStream_canBeDeleted() {
        ProbeStream stream = expired();
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.get().send()).isNotFound();
    }

    @Test
    @NotReference("answers 500 to a deadline in the past")
    void expiredStream_createdAgain_remembersNothing() {
        ProbeStream stream = expired();
        assertThat(stream.put().send()).hasStatus(201);
        assertThat(stream.get().send()).hasStatus(200).hasNoBody();
        assertThat(stream.post().producer("p", "0", "0").body("x").send()).hasStatus(200);
    }

    @Test
    void liveStream_isThereUntilItsDeadline() throws InterruptedException {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        Instant deadline = Instant.now().plusSeconds(2);
        assertThat(stream.put().header("Stream-Expires-At", deadline.toString()).send())
                .hasStatus(201);

        Answer answer = stream.get().send();
        while (answer.status() == 200) {
            Thread.sleep(20);
            answer = stream.get().send();
        }

        assertThat(answer).isProblem(404, "not_found", "stream expired");
        assertThat(Instant.now()).isBetween(deadline, deadline.plusSeconds(20));
    }

    /** Requests that move the deadline of a stream with a TTL. */
    static Stream<Named<Function<ProbeStream, Call>>> renewing() {
        return Stream.of(
                request("read", stream -> stream.get()),
                request("read of the tail", stream -> stream.get("offset=" + stream.tail())),
                request("offset=now", stream -> stream.get("offset=now")),
                request("304", stream -> {
                    String etag = stream.get().send().header("ETag");
                    return stream.get().header("If-None-Match", etag);
                }),
                request("long-poll with data", stream -> stream.get("offset=-1&live=long-poll")),
                request("long-poll without", stream -> stream.get("offset=now&live=long-poll&timeout=1")),
                request("append", stream -> stream.post().body("x")),
                request(
                        "append of a producer",
                        stream -> stream.post().producer("new", "0", "0").body("x")),
                request(
                        "duplicate",
                        stream -> stream.post().producer("p", "0", "0").body("x")),
                request("close", stream -> stream.bare().closing()),
                request("close by a producer", stream -> stream.bare().closing().producer("p", "0", "1")));
    }

    @ParameterizedTest
    @MethodSource("renewing")
    @Ours("D6")
    void renewingRequest_movesTheDeadline(Function<ProbeStream, Call> request) throws InterruptedException {
        ProbeStream stream = withTtlAndProducer();
        Call call = request.apply(stream);
        Instant before = deadline(stream);
        Thread.sleep(30);

        int status = call.send().status();

        assertThat(status).isBetween(200, 304);
        assertThat(deadline(stream)).isAfter(before);
        assertThat(deadline(stream))
                .isBetween(
                        Instant.now().plusSeconds(HOUR_SECONDS - 60),
                        Instant.now().plusSeconds(HOUR_SECONDS));
    }

    @Test
    @Ours("D6")
    void sse_movesTheDeadline() throws InterruptedException {
        ProbeStream stream = withTtlAndProducer();
        Instant before = deadline(stream);
        Thread.sleep(30);

        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            assertThat(reader.head()).hasStatus(200);
            reader.next();
            assertThat(deadline(stream)).isAfter(before);
        }
    }

    /** Requests that leave the deadline where it is. */
    static Stream<Named<Function<ProbeStream, Call>>> notRenewing() {
        return Stream.of(
                request("HEAD", ProbeStream::head),
                request("confirmation", stream -> stream.put().header("Stream-TTL", String.valueOf(HOUR_SECONDS))),
                request("mismatching PUT", ProbeStream::put),
                request("bad read", stream -> stream.get("offset=bad")),
                request("empty append", ProbeStream::post),
                request(
                        "append of another type",
                        stream -> stream.bare().type("text/html").body("x")),
                request(
                        "stale producer sequence",
                        stream -> stream.post().producer("p", "0", "7").body("x")));
    }

    @ParameterizedTest
    @MethodSource("notRenewing")
    @NotReference("shows no deadline")
    void otherRequest_leavesTheDeadline(Function<ProbeStream, Call> request) throws InterruptedException {
        ProbeStream stream = withTtlAndProducer();
        Call call = request.apply(stream);
        Instant before = deadline(stream);
        Thread.sleep(30);

        call.send();

        assertThat(deadline(stream)).isEqualTo(before);
    }

    @Test
    @NotReference("shows no deadline on reads")
    void expiresAt_isNeverMoved() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2099-01-01T00:00:00.000Z")
                        .send())
                .hasStatus(201);

        stream.append("x");
        stream.get().send();

        assertThat(stream.get().send()).hasHeader("Stream-Expires-At", "2099-01-01T00:00:00.000Z");
        assertThat(stream.head().send()).hasHeader("Stream-Expires-At", "2099-01-01T00:00:00.000Z");
    }

    @Test
    @Ours("D6")
    void readsKeepAStreamAliveBeyondItsFirstDeadline() throws InterruptedException {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, "2");
        Instant firstDeadline = deadline(stream);

        while (Instant.now().isBefore(firstDeadline.plusMillis(700))) {
            assertThat(stream.get().send()).hasStatus(200);
            Thread.sleep(100);
        }

        assertThat(stream.head().send()).hasStatus(200);
    }

    @Test
    @Ours("D6")
    void liveReader_keepsItsStreamAlive() throws InterruptedException {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, "2");
        Instant firstDeadline = deadline(stream);
        try (SseReader reader = SseReader.open(stream, "offset=-1")) {
            reader.next();
            Thread.sleep(Duration.between(Instant.now(), firstDeadline.plusMillis(1_500)));

            assertThat(stream.head().send()).hasStatus(200);
            assertThat(stream.bare().text("late").send()).hasStatus(204);
            SseReader.Frame frame = reader.next();
            while (!frame.event().equals("data")) {
                frame = reader.next();
            }
            assertThat(frame.payload()).isEqualTo("late");
        }
    }

    @Test
    @NotReference("has no expiry header on reads")
    void reads_showTheDeadline() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2099-01-01T00:00:00Z")
                        .body("x")
                        .send())
                .hasStatus(201);

        Answer read = stream.get().send();

        assertThat(read).hasHeader("Stream-Expires-At", "2099-01-01T00:00:00.000Z");
        assertThat(stream.get().header("If-None-Match", read.header("ETag")).send())
                .hasStatus(304)
                .hasHeader("Stream-Expires-At", "2099-01-01T00:00:00.000Z");
        assertThat(stream.get("offset=now&live=long-poll&timeout=1").send())
                .hasStatus(204)
                .hasHeader("Stream-Expires-At", "2099-01-01T00:00:00.000Z");
    }

    @Test
    @Ours("10 §6.5: the original leaves it out on open streams")
    void offsetNow_showsTheDeadline() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2099-01-01T00:00:00Z")
                        .send())
                .hasStatus(201);
        assertThat(stream.get("offset=now").send()).hasHeader("Stream-Expires-At", "2099-01-01T00:00:00.000Z");
    }

    private static ProbeStream withTtlAndProducer() {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, String.valueOf(HOUR_SECONDS));
        assertThat(stream.post().producer("p", "0", "0").body("first").send()).hasStatus(200);
        return stream;
    }

    private static ProbeStream expired() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2001-01-01T00:00:00Z")
                        .send())
                .hasStatus(201);
        return stream;
    }

    private static Instant deadline(ProbeStream stream) {
        return Instant.parse(stream.head().send().header("Stream-Expires-At"));
    }

    private static Named<Function<ProbeStream, Call>> request(String name, Function<ProbeStream, Call> request) {
        return Named.of(name, request);
    }
}
