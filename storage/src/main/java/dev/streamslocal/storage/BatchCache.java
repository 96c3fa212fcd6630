package dev.streamslocal.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the batch table in memory, bounded by their weight. Any thread.
 *
 * <p>A reader asks for the row that holds a position, not for one that begins there, and a cache only knows whole keys; so the row ids
 * in the cache stand in a sorted map beside it, from which an evicted row takes itself out.
 */
final class BatchCache {

    private final ConcurrentNavigableMap<Long, Batch> sorted = new ConcurrentSkipListMap<>();
    private final Cache<Long, Batch> cache;

    BatchCache(long bytes) {
        cache = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Long rowId, Batch batch) -> batch.weight())
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
    }

    private void removed(@Nullable Long rowId, @Nullable Batch batch, RemovalCause cause) {
        if (rowId != null && batch != null) {
            sorted.remove(rowId, batch);
        }
    }

    void put(long stream, Batch batch) {
        Long rowId = BatchTable.rowId(stream, batch.first());
        sorted.put(rowId, batch);
        cache.put(rowId, batch);
    }

    /** The row that holds {@code position}, if it is in memory. */
    Optional<Batch> find(long stream, long position) {
        Map.Entry<Long, Batch> floor = sorted.floorEntry(BatchTable.rowId(stream, position));
        if (floor == null
                || floor.getKey() < BatchTable.rowId(stream, 0)
                || position >= floor.getValue().next()) {
            return Optional.empty();
        }
        return Optional.ofNullable(cache.getIfPresent(floor.getKey()));
    }

    /** Bytes of all rows in memory, about. */
    long weight() {
        return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    void clear() {
        cache.invalidateAll();
        sorted.clear();
    }
}
