package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §5.2 to §5.4: idempotent producers. */
class ProducerProbesIT {
    @Test
    void newSequence_isAcceptedWith200() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);

        Answer first = stream.post().producer("p", "0", "0").body("a").send();
        Answer second = stream.post().producer("p", "0", "1").body("b").send();

        assertThat(first)
                .hasStatus(200)
                .hasNoBody()
                .hasHeader("Producer-Epoch", "0")
                .hasHeader("Producer-Seq", "0");
        assertThat(second).hasStatus(200).hasHeader("Producer-Seq", "1").hasHeader("Stream-Next-Offset", stream.tail());
        assertThat(second)
                .lacksHeader("Content-Type")
                .lacksHeader("Cache-Control")
                .lacksHeader("Stream-Closed");
        assertThat(stream.get().send()).hasBody("ab");
    }

    @Test
    @NotReference("leaves the tail out of duplicates")
    void duplicate_answersTheTailAndTheHighestSequence() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        for (int seq = 0; seq < 3; seq++) {
            assertThat(stream.post().producer("p", "0", "" + seq).body("" + seq).send())
                    .hasStatus(200);
        }
        stream.append("3");

        for (String seq : List.of("0", "1", "2")) {
            assertThat(stream.post()
                            .producer("p", "0", seq)
                            .body("something else")
                            .send())
                    .hasStatus(204)
                    .hasNoBody()
                    .hasHeader("Stream-Next-Offset", stream.tail())
                    .hasHeader("Producer-Epoch", "0")
                    .hasHeader("Producer-Seq", "2");
        }
        assertThat(stream.get().send()).hasBody("0123");
    }

    @Test
    void newEpoch_startsAgainAndFencesTheOld() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("a").send()).hasStatus(200);
        assertThat(stream.post().producer("p", "7", "0").body("b").send())
                .hasStatus(200)
                .hasHeader("Producer-Epoch", "7");

        assertThat(stream.post().producer("p", "0", "1").body("c").send())
                .isBareConflict(403)
                .hasHeader("Producer-Epoch", "7");
        assertThat(stream.post().producer("p", "7", "1").body("d").send()).hasStatus(200);
        assertThat(stream.get().send()).hasBody("abd");
    }

    @Test
    void sequence_countsRequestsNotEntries() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().producer("p", "0", "0").body("[1,2,3]").send()).hasStatus(200);
        assertThat(stream.post().producer("p", "0", "1").body("[4]").send()).hasStatus(200);
        assertThat(stream.get().send()).hasBody("[1,2,3,4]");
    }

    @Test
    void producers_areIndependent() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        ProbeStream other = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("a").send()).hasStatus(200);
        assertThat(stream.post().producer("q", "0", "0").body("b").send()).hasStatus(200);
        assertThat(stream.post().producer("P", "5", "0").body("c").send()).hasStatus(200);
        assertThat(other.post().producer("p", "0", "0").body("d").send()).hasStatus(200);
        assertThat(stream.get().send()).hasBody("abc");
    }

    @Test
    void plainAppends_doNotDisturbAProducer() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("a").send()).hasStatus(200);
        stream.append("b");
        assertThat(stream.post().producer("p", "0", "1").body("c").send()).hasStatus(200);
    }

    @Test
    void refusedRequest_doesNotAdvanceTheProducer() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(stream.post().producer("p", "0", "0").body("{").send()).hasStatus(400);
        assertThat(stream.post().producer("p", "0", "0").send()).hasStatus(400);
        assertThat(stream.bare().text("x").producer("p", "0", "0").send()).hasStatus(409);
        assertThat(stream.post().producer("p", "0", "0").body("1").send()).hasStatus(200);
    }

    @ParameterizedTest
    @CsvSource({"00, 000", "007, 0"})
    @NotReference("refuses them")
    void leadingZeros_areAccepted(String epoch, String seq) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", epoch, seq).body("a").send())
                .hasStatus(200)
                .hasHeader("Producer-Epoch", String.valueOf(Long.parseLong(epoch)))
                .hasHeader("Producer-Seq", "0");
    }

    @Test
    void greatestEpoch_isAccepted() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post()
                        .producer("p", "9007199254740991", "0")
                        .body("a")
                        .send())
                .hasStatus(200)
                .hasHeader("Producer-Epoch", "9007199254740991");
        assertThat(stream.post()
                        .producer("p", "9007199254740990", "0")
                        .body("a")
                        .send())
                .isBareConflict(403)
                .hasHeader("Producer-Epoch", "9007199254740991");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740992", "9223372036854775808", "99999999999999999999"})
    @Ours("D7")
    void numbersBeyondADouble_areBadRequests(String number) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", number, "0").body("a").send()).isBadRequest("invalid producer headers");
        assertThat(stream.post().producer("p", "0", number).body("a").send()).isBadRequest("invalid producer headers");
    }

    @Test
    void simultaneousRetries_storeTheBodyOnce() throws Exception {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);

        List<Integer> statuses = Together.run(
                10,
                () -> stream.post().producer("p", "0", "0").body("once").send().status());

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 204);
        assertThat(stream.get().send()).hasBody("once");
    }
}
