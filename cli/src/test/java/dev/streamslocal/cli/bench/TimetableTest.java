package dev.streamslocal.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void take_late_isMeasuredFromWhenItWasDue() {
        var table = new Timetable(5 * SECOND, 10);
        assertThat(table.due(5 * SECOND - 1)).isFalse();
        assertThat(table.due(5 * SECOND)).isTrue();
        assertThat(table.take(7 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(table.take(7 * SECOND)).isEqualTo(5 * SECOND + SECOND / 10);
        assertThat(table.next()).isEqualTo(5 * SECOND + SECOND / 5);
    }

    @Test
    void unsent_countsWhatWasDueAndNotTaken() {
        var table = new Timetable(0, 10);
        assertThat(table.unsent(2 * SECOND)).isEqualTo(20);
        for (var i = 0; i < 15; i++) {
            table.take(0);
        }
        assertThat(table.unsent(2 * SECOND)).isEqualTo(5);
        assertThat(table.unsent(SECOND)).isZero();
    }

    @Test
    void take_oddRate_doesNotDrift() {
        var table = new Timetable(0, 3);
        for (var i = 0; i < 3_000_000; i++) {
            table.take(0);
        }
        assertThat(table.next()).isBetween(1_000_000 * SECOND - 1000, 1_000_000 * SECOND + 1000);
    }

    @Test
    void take_rate0_isDueAtOnce() {
        var table = new Timetable(0, 0);
        assertThat(table.due(42)).isTrue();
        assertThat(table.take(42)).isEqualTo(42);
        assertThat(table.unsent(SECOND)).isZero();
    }
}
