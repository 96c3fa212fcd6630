package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.RoutingKey;
import java.util.ArrayList;
import java.util.Random;
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
    void walkOverRowsOfAnyLength_isTakenWholeTheSecondTime() {
        // Rows end where a merge found their stream, so that their ids have no regular distance.
        var lengths = new Random(42);
        var firsts = new ArrayList<Long>();
        long first = 0;
        for (int i = 0; i < 1000; i++) {
            firsts.add(first);
            first += 2 + lengths.nextInt(500);
        }
        firsts.forEach(each -> cache.offer(7, row(each)));
        firsts.forEach(each -> cache.offer(7, row(each)));
        assertThat(firsts).allMatch(each -> cache.find(7, each).isPresent());
    }

    @Test
    void offerOfManyRowsOnce_takesNone() {
        for (int i = 0; i < 100_000; i++) {
            cache.offer(7, row(2L * i));
        }
        assertThat(cache.weight()).isZero();
    }
}
