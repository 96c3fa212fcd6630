package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.AppendResult.AlreadyClosed;
import dev.streamslocal.protocol.AppendResult.Appended;
import dev.streamslocal.protocol.AppendResult.BadProducerSequence;
import dev.streamslocal.protocol.AppendResult.ClosedByThis;
import dev.streamslocal.protocol.AppendResult.ContentTypeMismatch;
import dev.streamslocal.protocol.AppendResult.Duplicate;
import dev.streamslocal.protocol.AppendResult.ProducerGap;
import dev.streamslocal.protocol.AppendResult.SequenceMismatch;
import dev.streamslocal.protocol.AppendResult.StaleEpoch;
import dev.streamslocal.protocol.AppendResult.StreamClosed;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract 10 §5.3 and §5.4 rows 9 to 15, each row against the ones behind it. */
class AppenderTest {

    private static final ProducerState KNOWN = new ProducerState(3, 7);
    private static final ProducerStamp CLOSER = new ProducerStamp.Stamped("p", 3, 7);
    private static final Messages TWO = Calls.json("[1,2]");

    private static Head open() {
        return new Head(5, false, ProducerStamp.UNSTAMPED, "m", 1000, 50, 5, Recent.EMPTY, 0, false);
    }

    private static Head closed() {
        return open().close(CLOSER);
    }

    private static ProducerStamp stamp(long epoch, long seq) {
        return new ProducerStamp.Stamped("p", epoch, seq);
    }

    private static AppendCommand append(String type, ProducerStamp by, String seq, boolean close) {
        return new AppendCommand(type, TWO, by, seq, Timestamps.NONE, RoutingKey.NONE, close);
    }

    private static AppendCommand closeOnly(ProducerStamp by, String seq) {
        return new AppendCommand("", Messages.none(), by, seq, Timestamps.NONE, RoutingKey.NONE, true);
    }

    static Stream<Arguments> rows() {
        ProducerStamp none = ProducerStamp.UNSTAMPED;
        String json = Calls.JSON;
        ProducerState unknown = ProducerState.NONE;
        return Stream.of(
                // 9 closed comes before everything else
                row("9 closed", closed(), KNOWN, append("text/plain", stamp(1, 9), "a", false), new StreamClosed(5)),
                row(
                        "9 stale epoch on closed",
                        closed(),
                        KNOWN,
                        append(json, stamp(2, 0), "", true),
                        new StreamClosed(5)),
                row(
                        "9 earlier tuple on closed",
                        closed(),
                        KNOWN,
                        append(json, stamp(3, 6), "", true),
                        new StreamClosed(5)),
                row(
                        "9 closing tuple without flag",
                        closed(),
                        KNOWN,
                        append(json, CLOSER, "", false),
                        new StreamClosed(5)),
                row("9 flag without producer", closed(), KNOWN, append(json, none, "", true), new StreamClosed(5)),
                row("close-only on closed", closed(), KNOWN, closeOnly(none, ""), new AlreadyClosed(5)),
                row("close-only of any producer", closed(), KNOWN, closeOnly(stamp(1, 9), "a"), new AlreadyClosed(5)),
                row(
                        "closing request again",
                        closed(),
                        KNOWN,
                        append(json, CLOSER, "a", true),
                        new ClosedByThis(5, 3, 7)),
                // 10 content type before producer and sequence
                row("10 type", open(), KNOWN, append("text/plain", stamp(2, 0), "a", false), new ContentTypeMismatch()),
                row(
                        "10 type with close",
                        open(),
                        KNOWN,
                        append("text/plain", none, "", true),
                        new ContentTypeMismatch()),
                row("10 not for close-only", open(), unknown, closeOnly(none, ""), new Appended(5, true)),
                // 11 to 14
                row("11 stale epoch", open(), KNOWN, append(json, stamp(2, 9), "a", false), new StaleEpoch(3)),
                row("11 close-only too", open(), KNOWN, closeOnly(stamp(2, 0), ""), new StaleEpoch(3)),
                row("12 new epoch", open(), KNOWN, append(json, stamp(4, 1), "a", false), new BadProducerSequence()),
                row("12 unknown", open(), unknown, append(json, stamp(0, 1), "a", false), new BadProducerSequence()),
                row("13 duplicate", open(), KNOWN, append(json, stamp(3, 7), "a", false), new Duplicate(5, 3, 7)),
                row("13 older", open(), KNOWN, append(json, stamp(3, 0), "a", true), new Duplicate(5, 3, 7)),
                row("14 gap", open(), KNOWN, append(json, stamp(3, 9), "a", false), new ProducerGap(8, 9)),
                // 15
                row("15 smaller", open(), KNOWN, append(json, stamp(3, 8), "a", false), new SequenceMismatch("m", "a")),
                row("15 equal", open(), unknown, append(json, none, "m", false), new SequenceMismatch("m", "m")),
                row("15 close-only too", open(), unknown, closeOnly(none, "b"), new SequenceMismatch("m", "b")),
                row(
                        "15 is bytewise",
                        open().sequence("\uFFFD"),
                        unknown,
                        append(json, none, "\uD83D\uDE00", false),
                        new Appended(7, false)),
                row(
                        "15 ten is below two",
                        open().sequence("2"),
                        unknown,
                        append(json, none, "10", false),
                        new SequenceMismatch("2", "10")),
                // 5.3
                row("append", open(), unknown, append(json, none, "", false), new Appended(7, false)),
                row("append and close", open(), unknown, append(json, none, "n", true), new Appended(7, true)),
                row("next of producer", open(), KNOWN, append(json, stamp(3, 8), "n", false), new Appended(7, false)),
                row("new epoch from 0", open(), KNOWN, append(json, stamp(9, 0), "", false), new Appended(7, false)),
                row("new producer", open(), unknown, append(json, stamp(5, 0), "", false), new Appended(7, false)),
                row("close-only of producer", open(), KNOWN, closeOnly(stamp(3, 8), ""), new Appended(5, true)));
    }

    private static Arguments row(
            String what, Head head, ProducerState known, AppendCommand command, AppendResult expected) {
        return Arguments.of(what, head, known, command, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void admit_followsTheTable(
            String what, Head head, ProducerState known, AppendCommand command, AppendResult expected) {
        assertThat(Appender.admit(head, Calls.JSON, known, command)).as(what).isEqualTo(expected);
    }

    @Test
    void millis_withoutTimestamp_isNowButNeverFalls() {
        AppendCommand command = append(Calls.JSON, ProducerStamp.UNSTAMPED, "", false);
        assertThat(Appender.millis(open(), command, 2000)).isEqualTo(2000);
        assertThat(Appender.millis(open(), command, 1000)).isEqualTo(1000);
        assertThat(Appender.millis(open(), command, 10)).isEqualTo(1000);
    }

    @Test
    void millis_withTimestamp_isThatOrOneMore() {
        assertThat(Appender.millis(open(), stamped(5000), 1)).isEqualTo(5000);
        assertThat(Appender.millis(open(), stamped(1000), 9999)).isEqualTo(1001);
        assertThat(Appender.millis(open(), stamped(-7), 9999)).isEqualTo(1001);
    }

    private static AppendCommand stamped(long millis) {
        return new AppendCommand(Calls.JSON, TWO, ProducerStamp.UNSTAMPED, "", millis, RoutingKey.NONE, false);
    }
}
