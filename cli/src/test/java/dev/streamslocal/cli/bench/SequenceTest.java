package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.cli.bench.Faults.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 99, 100, 101, 1000})
    void see_allInAnyPieces_isFaultlessWithEqualHashes(int piece) {
        for (var json : new boolean[] {true, false}) {
            var c = new Contents(json, 2, 2);
            c.see(c.page(c.message(1, 0), c.message(0, 0), c.message(0, 1), c.message(1, 1)), piece);
            c.sequence.finish();
            assertThat(c.faults.examples()).isEmpty();
            assertThat(c.sequence.count()).isEqualTo(4);
            assertThat(c.sequence.hash()).isEqualTo(c.stream.hash());
        }
    }

    @Test
    void see_anyByteFlipped_isAlteredOrUnreadable() {
        for (var json : new boolean[] {true, false}) {
            var whole = new Contents(json, 1, 2);
            var page = whole.page(whole.message(0, 0), whole.message(0, 1));
            for (var i = 0; i < page.length; i++) {
                var c = new Contents(json, 1, 2);
                var flipped = Arrays.copyOf(page, page.length);
                flipped[i] ^= 1;
                c.see(flipped, 4096).sequence.finish();
                assertThat(c.faults.none()).as("json %s byte %d", json, i).isFalse();
                assertThat(c.faults.count(Kind.ALTERED) + c.faults.count(Kind.UNREADABLE))
                        .as("json %s byte %d %s", json, i, c.faults.examples())
                        .isPositive();
            }
        }
    }

    @Test
    void see_oneMissing_isLost() {
        var c = new Contents(true, 2, 3);
        c.see(c.page(c.message(0, 0), c.message(1, 0), c.message(0, 2), c.message(1, 1), c.message(1, 2)), 4096);
        c.sequence.finish();
        assertThat(counts(c)).isEqualTo(Map.of(Kind.LOST, 1L));
        assertThat(c.faults.examples()).singleElement().asString().contains("message 1 of writer 0");
        assertThat(c.sequence.hash()).isNotEqualTo(c.stream.hash());
    }

    @Test
    void see_endMissing_isLost() {
        var c = new Contents(true, 1, 3);
        c.see(c.page(c.message(0, 0)), 4096).sequence.finish();
        assertThat(counts(c)).isEqualTo(Map.of(Kind.LOST, 2L));
    }

    @Test
    void see_twice_isDoubled() {
        var c = new Contents(true, 1, 2);
        c.see(c.page(c.message(0, 0), c.message(0, 0), c.message(0, 1)), 4096)
                .sequence
                .finish();
        assertThat(counts(c)).isEqualTo(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void see_swapped_isReordered() {
        var c = new Contents(false, 1, 3);
        c.see(c.page(c.message(0, 1), c.message(0, 0), c.message(0, 2)), 4096)
                .sequence
                .finish();
        assertThat(counts(c)).isEqualTo(Map.of(Kind.REORDERED, 1L));
    }

    @Test
    void see_neverSent_isForeign() {
        var c = new Contents(true, 1, 1);
        c.see(c.page(c.message(0, 0), c.message(0, 1), c.message(1, 0)), 4096)
                .sequence
                .finish();
        assertThat(counts(c)).isEqualTo(Map.of(Kind.FOREIGN, 2L));
    }

    @Test
    void see_unacknowledged_mayBeThereOnceOrNot() {
        for (var there : new boolean[] {true, false}) {
            var c = new Contents(true, 1, 1);
            var lane = c.stream.lanes().getFirst();
            lane.take(1);
            c.acknowledge(lane);
            c.see(
                    there
                            ? c.page(c.message(0, 0), c.message(0, 1), c.message(0, 2))
                            : c.page(c.message(0, 0), c.message(0, 2)),
                    64);
            c.sequence.finish();
            assertThat(c.faults.examples()).isEmpty();
            assertThat(c.sequence.hash()).isEqualTo(c.stream.hash());
        }
    }

    @Test
    void see_unacknowledgedTwice_isDoubled() {
        var c = new Contents(true, 1, 0);
        c.stream.lanes().getFirst().take(1);
        c.see(c.page(c.message(0, 0), c.message(0, 0)), 4096).sequence.finish();
        assertThat(counts(c)).isEqualTo(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void order_ofTwoWriters_differsBetweenReaders() {
        var one = new Contents(true, 2, 1);
        one.see(one.page(one.message(0, 0), one.message(1, 0)), 4096);
        var other = new Contents(true, 2, 1);
        other.see(other.page(other.message(1, 0), other.message(0, 0)), 4096);
        assertThat(one.sequence.order()).isNotEqualTo(other.sequence.order());
        assertThat(one.sequence.hash()).isEqualTo(other.sequence.hash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[x", "{}", "[]]", "[],"})
    void see_noArray_isUnreadable(String text) {
        var c = new Contents(true, 1, 0);
        c.see(text.getBytes(ISO_8859_1), 4096);
        assertThat(c.faults.none()).isEqualTo(text.isEmpty());
    }

    @Test
    void see_whiteSpaceBetweenMessages_isPassedOver() {
        var c = new Contents(true, 1, 2);
        var first = new String(c.message(0, 0), ISO_8859_1);
        var second = new String(c.message(0, 1), ISO_8859_1);
        c.see((" [\n" + first + " ,\r\n\t" + second + " ] ").getBytes(ISO_8859_1), 3);
        c.sequence.finish();
        assertThat(c.faults.examples()).isEmpty();
        assertThat(c.sequence.count()).isEqualTo(2);
    }

    private static Map<Kind, Long> counts(Contents contents) {
        var all = new EnumMap<Kind, Long>(Kind.class);
        for (var kind : Kind.values()) {
            if (contents.faults.count(kind) > 0) {
                all.put(kind, contents.faults.count(kind));
            }
        }
        return all;
    }
}
