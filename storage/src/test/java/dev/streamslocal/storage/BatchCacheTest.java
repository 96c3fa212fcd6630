package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.RoutingKey;
import org.junit.jupiter.api.Test;

class BatchCacheTest {

    private final BatchCache cache = new BatchCache(1 << 20);

    private static Batch row(long first) {
        Runs runs = Runs.single(2, 1, RoutingKey.NONE, false);
        return Batch.of(first, Calls.json("[1,2]"), 0, 2, runs, true);
    }

    @Test
    void put_isFoundByEachPositionOfTheRow_andByNoOther() {
        cache.put(7, row(10));
        assertThat(cache.find(7, 9)).isEmpty();
        assertThat(cache.find(7, 10)).isPresent();
        assertThat(cache.find(7, 11)).isPresent();
        assertThat(cache.find(7, 12)).isEmpty();
        assertThat(cache.find(8, 10)).isEmpty();
    }

    @Test
    void offer_isTakenTheSecondTime() {
        cache.offer(7, row(10));
        assertThat(cache.find(7, 10)).isEmpty();
        cache.offer(8, row(10));
        cache.offer(7, row(12));
        assertThat(cache.weight()).isZero();
        cache.offer(7, row(10));
        assertThat(cache.find(7, 10)).isPresent();
        assertThat(cache.find(8, 10)).isEmpty();
    }

    @Test
    void offerOfManyRowsOnce_takesNone() {
        for (int i = 0; i < 100_000; i++) {
            cache.offer(7, row(2L * i));
        }
        assertThat(cache.weight()).isZero();
    }
}
