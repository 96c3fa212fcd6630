package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.RoutingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WalksTest {

    private static final long PLACE = BatchTable.rowId(7, 10);
    private static final List<Batch> ONE = List.of(row(10));
    private static final List<Batch> TWO = List.of(row(10), row(12));
    private static final long ROW_BYTES = row(10).weight();

    private final AtomicLong nanos = new AtomicLong();
    private final Walks walks = new Walks(3 * ROW_BYTES, nanos::get);

    private static Batch row(long first) {
        return Batch.of(first, Calls.json("[1,2]"), 0, 2, Runs.single(2, 1, RoutingKey.NONE, false), true);
    }

    @Test
    void rows_areThoseOfThePlaceThatIsExpected_untilItsEnd() {
        assertThat(walks.rows(PLACE)).isNull();
        walks.expect(PLACE, ONE);
        assertThat(walks.rows(PLACE)).isEqualTo(ONE);
        assertThat(walks.rows(PLACE + 1)).isNull();
        assertThat(walks.weight()).isEqualTo(ROW_BYTES);
        walks.end(PLACE);
        assertThat(walks.rows(PLACE)).isNull();
        assertThat(walks.weight()).isZero();
    }

    @Test
    void ahead_isBegunByOneAndOnlyOnce() {
        assertThat(walks.beginAhead(PLACE, 1)).as("nobody is expected").isNull();
        walks.expect(PLACE, ONE);
        Walks.Ahead ahead = begin();
        assertThat(ahead.rows()).isEqualTo(ONE);
        assertThat(walks.beginAhead(PLACE, ROW_BYTES)).as("under way").isNull();
        assertThat(walks.rows(PLACE)).as("under way").isNull();
        walks.bring(ahead, TWO);
        assertThat(walks.rows(PLACE)).isEqualTo(TWO);
        assertThat(walks.beginAhead(PLACE, 1)).as("done").isNull();
        assertThat(walks.weight()).isEqualTo(2 * ROW_BYTES);
    }

    private Walks.Ahead begin() {
        return Objects.requireNonNull(walks.beginAhead(PLACE, ROW_BYTES));
    }

    @Test
    void whenRead_runsOneReader_onceTheRowsAreThere() {
        List<List<Batch>> seen = new ArrayList<>();
        assertThat(walks.whenRead(PLACE, () -> seen.add(List.of())))
                .as("nobody is expected")
                .isFalse();
        walks.expect(PLACE, ONE);
        assertThat(walks.whenRead(PLACE, () -> seen.add(List.of())))
                .as("nobody reads")
                .isFalse();
        Walks.Ahead ahead = begin();
        assertThat(walks.whenRead(PLACE, () -> seen.add(Objects.requireNonNull(walks.rows(PLACE)))))
                .isTrue();
        assertThat(walks.whenRead(PLACE, () -> seen.add(List.of())))
                .as("the second")
                .isFalse();
        assertThat(seen).isEmpty();
        walks.bring(ahead, TWO);
        assertThat(seen).containsExactly(TWO);
        assertThat(walks.whenRead(PLACE, () -> seen.add(List.of())))
                .as("they are there")
                .isFalse();
    }

    @Test
    void bring_toAPlaceThatHasEnded_isForgotten_butNotWhoWaits() {
        walks.expect(PLACE, ONE);
        Walks.Ahead ahead = begin();
        var ran = new AtomicBoolean();
        assertThat(walks.whenRead(PLACE, () -> ran.set(true))).isTrue();
        walks.end(PLACE);
        walks.expect(PLACE, List.of());
        walks.bring(ahead, TWO);
        assertThat(walks.rows(PLACE)).as("of the reader who is expected since").isEmpty();
        assertThat(walks.weight()).isZero();
        assertThat(ran).isTrue();
    }

    @Test
    void fullOfReaders_keepsTheirRows_untilTheyWereWaitedForLongEnough() {
        for (int i = 0; i < 3; i++) {
            walks.expect(PLACE + i, ONE);
        }
        walks.expect(PLACE + 3, ONE);
        assertThat(walks.rows(PLACE)).isEqualTo(ONE);
        assertThat(walks.rows(PLACE + 3)).as("expected, without rows").isEmpty();
        assertThat(walks.beginAhead(PLACE, ROW_BYTES)).as("no room").isNull();
        nanos.set(TimeUnit.SECONDS.toNanos(3));
        walks.expect(PLACE + 4, TWO);
        assertThat(walks.rows(PLACE)).isNull();
        assertThat(walks.rows(PLACE + 1)).isNull();
        assertThat(walks.rows(PLACE + 2)).isEqualTo(ONE);
        assertThat(walks.rows(PLACE + 4)).isEqualTo(TWO);
        assertThat(walks.weight()).isEqualTo(3 * ROW_BYTES);
    }

    @Test
    void pageWithoutABound_isNotReadAhead() {
        walks.expect(PLACE, ONE);
        assertThat(walks.beginAhead(PLACE, Long.MAX_VALUE)).isNull();
        assertThat(walks.rows(PLACE)).isEqualTo(ONE);
    }

    @Test
    void readersThatNeverComeBack_areForgotten() {
        for (int i = 0; i < 10_000; i++) {
            walks.expect(PLACE + i, List.of());
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(walks.rows(PLACE)).isNull();
        assertThat(walks.rows(PLACE + 9_999)).isEmpty();
    }
}
