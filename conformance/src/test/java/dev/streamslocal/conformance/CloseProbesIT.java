package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 10 §5.3 and §5.4: closing a stream, with and without data, with and without a producer. */
class CloseProbesIT {
    @Test
    void closeOnly_answersTheTail() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        String tail = stream.append("x");

        assertThat(stream.bare().closing().send())
                .hasStatus(204)
                .hasHeader("Stream-Next-Offset", tail)
                .hasHeader("Stream-Closed", "true")
                .lacksHeader("Producer-Seq");
        assertThat(stream.tail()).isEqualTo(tail);
    }

    @Test
    void closeOnly_again_isTheSame() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        String tail = stream.append("x");
        stream.close();
        assertThat(stream.bare().closing().send())
                .hasStatus(204)
                .hasHeader("Stream-Next-Offset", tail)
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    void closeOnly_ofAMissingStream_isNotFound() {
        assertThat(ProbeStream.fresh(ProbeStream.TEXT).bare().closing().send()).isNotFound();
    }

    @Test
    void closeOnly_byAProducer_takesASequence() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("x").send()).hasStatus(200);
        assertThat(stream.bare().closing().producer("p", "0", "1").send())
                .hasStatus(204)
                .hasHeader("Stream-Next-Offset", stream.tail())
                .hasHeader("Stream-Closed", "true")
                .hasHeader("Producer-Epoch", "0")
                .hasHeader("Producer-Seq", "1");
    }

    @Test
    @NotReference("tells producers apart")
    void closeOnly_ofAClosedStream_saysNothingOfProducers() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.bare().closing().producer("p", "0", "0").send()).hasStatus(204);

        for (String id : new String[] {"p", "other"}) {
            assertThat(stream.bare().closing().producer(id, "9", "0").send())
                    .hasStatus(204)
                    .hasHeader("Stream-Closed", "true")
                    .lacksHeader("Producer-Epoch")
                    .lacksHeader("Producer-Seq");
        }
    }

    @Test
    void appendAndClose_isOneStep() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Answer answer = stream.post().closing().body("last").send();
        assertThat(answer)
                .hasStatus(204)
                .hasHeader("Stream-Closed", "true")
                .hasHeader("Stream-Next-Offset", stream.tail());
        assertThat(stream.get().send()).hasBody("last").hasHeader("Stream-Closed", "true");
        assertThat(stream.post().body("more").send()).isBareConflict(409);
    }

    @ParameterizedTest
    @CsvSource({"TRUE, true", "' true ', true", "false, ''", "1, ''"})
    @NotReference("takes the word in lower case only")
    void closedFlag_isOnlyTheWordTrue(String value, String shown) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        Answer answer = stream.post().header("Stream-Closed", value).body("x").send();
        assertThat(answer).hasStatus(204);
        assertThat(answer.header("Stream-Closed")).isEqualTo(shown);
        assertThat(stream.head().send().header("Stream-Closed")).isEqualTo(shown);
    }

    @Test
    void appendAndClose_byAProducer() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().closing().producer("p", "0", "0").body("x").send())
                .hasStatus(200)
                .hasHeader("Stream-Closed", "true")
                .hasHeader("Producer-Epoch", "0")
                .hasHeader("Producer-Seq", "0")
                .hasHeader("Stream-Next-Offset", stream.tail());
    }

    @Test
    void closingRequestRepeated_isADuplicate() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("x").send()).hasStatus(200);
        assertThat(stream.post().closing().producer("p", "0", "1").body("y").send())
                .hasStatus(200);

        assertThat(stream.post().closing().producer("p", "0", "1").body("y").send())
                .hasStatus(204)
                .hasHeader("Stream-Next-Offset", stream.tail())
                .hasHeader("Stream-Closed", "true")
                .hasHeader("Producer-Epoch", "0")
                .hasHeader("Producer-Seq", "1");
        assertThat(stream.get().send()).hasBody("xy");
    }

    @Test
    @NotReference("takes it for the duplicate it is")
    void closingRequestRepeated_withoutTheFlag_isAConflict() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().closing().producer("p", "0", "0").body("x").send())
                .hasStatus(200);
        assertThat(stream.post().producer("p", "0", "0").body("x").send())
                .isBareConflict(409)
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    void earlierRequestRepeated_isAConflict() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("x").send()).hasStatus(200);
        assertThat(stream.post().closing().producer("p", "0", "1").body("y").send())
                .hasStatus(200);
        assertThat(stream.post().closing().producer("p", "0", "0").body("x").send())
                .isBareConflict(409)
                .hasHeader("Stream-Closed", "true");
    }

    @Test
    @NotReference("closes it")
    void duplicateWithTheFlag_doesNotClose() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(stream.post().producer("p", "0", "0").body("x").send()).hasStatus(200);
        assertThat(stream.post().closing().producer("p", "0", "0").body("x").send())
                .hasStatus(204)
                .lacksHeader("Stream-Closed");
        assertThat(stream.head().send()).lacksHeader("Stream-Closed");
        assertThat(stream.post().body("y").send()).hasStatus(204);
    }

    @Test
    void closedStream_canBeReadAndDeleted() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.TEXT, "x");
        stream.close();
        assertThat(stream.get().send()).hasStatus(200).hasBody("x");
        assertThat(stream.delete().send()).hasStatus(204);
        assertThat(stream.put().send()).hasStatus(201).lacksHeader("Stream-Closed");
    }

    @Test
    void racingAppendsAndClose_leaveNothingAfterTheClose() throws Exception {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        var turn = new AtomicInteger();

        var statuses = Together.run(12, () -> {
            int n = turn.getAndIncrement();
            return n == 6
                    ? stream.bare().closing().send().status() * 1_000
                    : stream.post().body("[" + n + "]").send().status();
        });

        assertThat(statuses).contains(204_000).containsOnly(204, 409, 204_000);
        long accepted = statuses.stream().filter(status -> status == 204).count();
        assertThat(stream.get().send().json()).hasSize((int) accepted);
    }
}
