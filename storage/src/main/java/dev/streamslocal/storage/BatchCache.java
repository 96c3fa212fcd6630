package dev.streamslocal.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the batch table in memory, bounded by their weight. Any thread.
 *
 * <p>A reader asks for the row that holds a position, not for one that begins there, and a cache only knows whole keys; so the row ids
 * in the cache stand in a sorted map beside it, from which an evicted row takes itself out.
 */
final class BatchCache {

    /** So many bits of a row id, mixed, say which set remembers its offer. */
    private static final int SET_BITS = 13;

    /** So many ids that share a set are told apart: rows that are read in turns must not make each other forgotten. */
    private static final int WAYS = 4;

    /** 2^64 over the golden ratio: products of it spread neighbouring ids over their highest bits. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final ConcurrentNavigableMap<Long, Batch> sorted = new ConcurrentSkipListMap<>();
    private final Cache<Long, Batch> cache;
    private final long bytesMax;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** Ids of rows that were offered once, {@link #WAYS} for each set, the newest first. */
    private final AtomicLongArray offered = new AtomicLongArray(WAYS << SET_BITS);

    BatchCache(long bytes) {
        bytesMax = bytes;
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

    /**
     * Takes a row that came from the table, unless this is the first time for long: a stream that is walked once would
     * otherwise push out what is read again, and pay for memory that nobody looks at.
     */
    void offer(long stream, Batch batch) {
        misses.increment();
        long rowId = BatchTable.rowId(stream, batch.first());
        if (wasOffered(rowId)) {
            put(stream, batch);
        }
    }

    /** Also remembers the id. Two threads in one set may lose one: its row is cached one reading later. */
    private boolean wasOffered(long rowId) {
        int first = WAYS * (int) (rowId * SPREAD >>> (Long.SIZE - SET_BITS));
        long moved = rowId;
        for (int i = first; i < first + WAYS; i++) {
            moved = offered.getAndSet(i, moved);
            if (moved == rowId) {
                return true;
            }
        }
        return false;
    }

    /** The row that holds {@code position}, if it is in memory. */
    Optional<Batch> find(long stream, long position) {
        Long floor = sorted.floorKey(BatchTable.rowId(stream, position));
        if (floor == null || floor < BatchTable.rowId(stream, 0)) {
            return Optional.empty();
        }
        Batch batch = cache.getIfPresent(floor);
        if (batch == null || position >= batch.next()) {
            return Optional.empty();
        }
        hits.increment();
        return Optional.of(batch);
    }

    StorageFigures.Cache figures() {
        return new StorageFigures.Cache(weight(), bytesMax, hits.sum(), misses.sum());
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
