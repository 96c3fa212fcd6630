package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Contract 10 §9: the size of a body, to the byte. One after the other: two such bodies at a time may fill the queue. */
@Execution(ExecutionMode.SAME_THREAD)
@NotReference("takes bodies of any size")
class LimitsProbesIT {
    private static final int BODY_BYTES_MAX = 10_485_760;
    private static final String TOO_LARGE = "body too large (max 10485760)";

    @Test
    void append_ofExactlyTheLimit_isFine() {
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        byte[] body = body(BODY_BYTES_MAX);
        assertThat(stream.post().body(body).send()).hasStatus(204);

        Answer read = stream.get().send();

        assertThat(read).hasStatus(200).hasHeader("Stream-Up-To-Date", "true");
        assertThat(Arrays.equals(read.body(), body)).isTrue();
    }

    @Test
    void append_ofOneByteMore_isTooLarge() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.BINARY, "x");
        assertThat(stream.post().body(body(BODY_BYTES_MAX + 1)).send()).isProblem(413, "payload_too_large", TOO_LARGE);
        assertThat(stream.get().send()).hasBody("x");
    }

    @Test
    void create_ofExactlyTheLimit_isFine() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.BINARY);
        assertThat(stream.put().body(body(BODY_BYTES_MAX)).send()).hasStatus(201);
        assertThat(stream.get().send()).hasHeader("Content-Length", String.valueOf(BODY_BYTES_MAX));
    }

    @Test
    void create_ofOneByteMore_createsNothing() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.BINARY);
        assertThat(stream.put().body(body(BODY_BYTES_MAX + 1)).send()).isProblem(413, "payload_too_large", TOO_LARGE);
        assertThat(stream.head().send()).hasStatus(404);
    }

    @Test
    void chunkedBodies_haveTheSameLimit() {
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        assertThat(stream.post().body(body(BODY_BYTES_MAX + 1)).chunked(262_144).send())
                .isProblem(413, "payload_too_large", TOO_LARGE);
        assertThat(stream.post().body(body(BODY_BYTES_MAX)).chunked(262_144).send())
                .hasStatus(204);
    }

    @Test
    void size_comesAfterHeadersAndBeforeTheRest() {
        byte[] tooLarge = body(BODY_BYTES_MAX + 1);
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).post().body(tooLarge).send())
                .isNotFound();

        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().header("Stream-Seq", "").body(tooLarge).send()).isBadRequest("invalid Stream-Seq");
        assertThat(stream.post().producer("p", "x", "0").body(tooLarge).send())
                .isBadRequest("invalid producer headers");
        assertThat(stream.bare().body(tooLarge).send()).isProblem(413, "payload_too_large", TOO_LARGE);
        stream.close();
        assertThat(stream.post().body(tooLarge).send()).isProblem(413, "payload_too_large", TOO_LARGE);
    }

    @Test
    @Ours("uploads have no time limit in all")
    void largeAppendsAtTheSameTime_areStoredOrRefusedAtOnce() throws Exception {
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        byte[] body = body(8_000_000);

        List<Answer> answers = Together.run(6, () -> stream.post().body(body).send());

        long stored = answers.stream().filter(answer -> answer.status() == 204).count();
        answers.stream()
                .filter(answer -> answer.status() != 204)
                .forEach(answer -> assertThat(answer)
                        .isProblem(429, "overloaded", "ingest queue full")
                        .hasHeader("Retry-After", "1"));
        assertThat(stored).isPositive();
        assertThat(stream.tail()).isEqualTo(Token.of(stored - 1));
    }

    private static byte[] body(int bytes) {
        var body = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            body[i] = (byte) (i ^ i >>> 10);
        }
        return body;
    }
}
