package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.Refusal.assertBadRequest;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerStampTest {

    /** A header that is not there is written {@code absent}. */
    private static ProducerStamp parse(String id, String epoch, String seq) {
        return ProducerStamp.parse(header(id), header(epoch), header(seq));
    }

    private static Optional<String> header(String value) {
        return value.equals("absent") ? Optional.empty() : Optional.of(value);
    }

    @Test
    void parse_noHeader_isUnstamped() {
        assertThat(parse("absent", "absent", "absent")).isEqualTo(ProducerStamp.UNSTAMPED);
    }

    @Test
    void parse_allThree_isAStamp() {
        assertThat(parse("w1", "0", "7")).isEqualTo(new ProducerStamp.Stamped("w1", 0, 7));
        assertThat(parse("w1", "007", "000000000000000000000001")).isEqualTo(new ProducerStamp.Stamped("w1", 7, 1));
        assertThat(parse("w1", "9007199254740991", "9007199254740991"))
                .isEqualTo(new ProducerStamp.Stamped("w1", (1L << 53) - 1, (1L << 53) - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "absent, 0, 0, invalid Producer-Id",
        "'', 0, 0, invalid Producer-Id",
        "' ', 0, 0, invalid Producer-Id",
        "'', absent, absent, invalid Producer-Id",
        "absent, x, absent, invalid Producer-Id",
        "absent, absent, 0, invalid Producer-Id",
        "w, absent, absent, missing producer headers",
        "w, 0, absent, missing producer headers",
        "w, absent, 0, missing producer headers",
        "w, '', 0, missing producer headers",
        "w, x, '', missing producer headers",
        "w, x, 0, invalid producer headers",
        "w, 0, -1, invalid producer headers",
        "w, 0, +1, invalid producer headers",
        "w, 1.0, 1, invalid producer headers",
        "w, 0, 1e3, invalid producer headers",
        "w, 0x1, 1, invalid producer headers",
        "w, 9007199254740992, 1, invalid producer headers",
        "w, 0, 99999999999999999999, invalid producer headers",
    })
    void parse_anIncompleteOrMalformedStamp_isRefused(String id, String epoch, String seq, String message) {
        assertBadRequest(message, () -> parse(id, epoch, seq));
    }

    @Test
    void streamSeq_isTrimmedAndNeverEmpty() {
        assertThat(StreamSeq.parse(Optional.empty())).isEqualTo(StreamSeq.NONE);
        assertThat(StreamSeq.parse(Optional.of(" 10 "))).isEqualTo("10");
        assertBadRequest("invalid Stream-Seq", () -> StreamSeq.parse(Optional.of("")));
        assertBadRequest("invalid Stream-Seq", () -> StreamSeq.parse(Optional.of("  ")));
    }
}
