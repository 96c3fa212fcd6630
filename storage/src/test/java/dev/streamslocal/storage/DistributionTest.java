package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.storage.Distribution.Counts;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {

    private final Distribution values = new Distribution();

    @ParameterizedTest
    @CsvSource({"-5,0", "0,0", "1,0", "2,1", "3,1", "4,2", "1023,9", "1024,10", "9223372036854775807,62"})
    void record_countsInTheBucketOfItsHighestBit(long value, int bucket) {
        values.record(value);
        assertThat(values.counts().buckets()[bucket]).isEqualTo(1);
        assertThat(values.counts().count()).isEqualTo(1);
    }

    @Test
    void counts_ofNothing_areZero() {
        Counts none = values.counts();
        assertThat(none.count() + none.sum() + none.min() + none.max()).isZero();
        assertThat(none.quantile(0.5)).isZero();
    }

    @Test
    void counts_holdSumAndExtremes() {
        for (long value : new long[] {700, 3, 90}) {
            values.record(value);
        }
        Counts counts = values.counts();
        assertThat(counts.sum()).isEqualTo(793);
        assertThat(counts.min()).isEqualTo(3);
        assertThat(counts.max()).isEqualTo(700);
    }

    @Test
    void quantile_isWithinAFactorOfTwoBelowTheRealOne() {
        Random random = new Random(7);
        long[] sorted = random.longs(10_000, 1, 1_000_000).sorted().toArray();
        for (long value : sorted) {
            values.record(value);
        }
        for (double part : new double[] {0.1, 0.5, 0.95, 0.99}) {
            long real = sorted[(int) Math.ceil(part * sorted.length) - 1];
            assertThat(values.counts().quantile(part)).isBetween(real / 2, real);
        }
    }

    @Test
    void quantile_ofOneValue_isThatValue() {
        values.record(14);
        assertThat(values.counts().quantile(0.5)).isEqualTo(14);
        assertThat(Counts.of(0).quantile(0.99)).isZero();
    }

    @Test
    void interval_holdsWhatCameSinceTheLastOne() {
        var interval = new Distribution.Interval(values);
        values.record(1000);
        values.record(5);
        assertThat(interval.next().sum()).isEqualTo(1005);
        values.record(40);
        Counts second = interval.next();
        assertThat(second.count()).isEqualTo(1);
        assertThat(second.sum()).isEqualTo(40);
        assertThat(second.min()).isEqualTo(40);
        assertThat(second.max()).isEqualTo(40);
        assertThat(second.buckets()[5]).isEqualTo(1);
        assertThat(interval.next().count()).isZero();
        assertThat(values.counts().count()).isEqualTo(3);
    }
}
