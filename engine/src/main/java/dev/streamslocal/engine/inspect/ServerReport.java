package dev.streamslocal.engine.inspect;

import static dev.streamslocal.engine.inspect.JsonTree.NULL;
import static dev.streamslocal.engine.inspect.JsonTree.object;

import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageFigures;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What there is to know about a server, with the names of contract 50 §9.3 and §9.4. Any thread.
 *
 * <p>Limits of parts that another server has and this one has not, such as segments and their indexes, are those of the preset; what
 * these parts do and hold is nothing. SQLite's own figures are not available through its driver.
 */
final class ServerReport {
    private static final int PRESET_MIB = 1024;
    private static final int TOP = 5;
    private static final String COUNTER = "tieredstore.mem.leak_candidate.";

    private final Storage storage;
    private final Watches watches;
    private final InstantSource clock;
    private final LongSupplier series;
    private final HighWater highWater = new HighWater();

    ServerReport(Storage storage, Watches watches, InstantSource clock, LongSupplier series) {
        this.storage = storage;
        this.watches = watches;
        this.clock = clock;
        this.series = series;
    }

    Map<String, Object> details() {
        var figures = storage.figures();
        var memory = new Memory(figures);
        return object(
                "auto_tune",
                object(
                        "enabled", true,
                        "requested_memory_mb", PRESET_MIB,
                        "preset_mb", PRESET_MIB,
                        "effective_memory_limit_mb", PRESET_MIB),
                "configured_limits",
                limits(figures),
                "runtime",
                object(
                        "memory", memory.whole(),
                        "ingest_queue",
                                object(
                                        "requests", figures.queueRequests(),
                                        "bytes", figures.queueBytes(),
                                        "full", figures.queueFull()),
                        "local_backpressure",
                                object(
                                        "enabled", figures.backlogBytesMax() > 0,
                                        "current_bytes", figures.storedBytes(),
                                        "max_bytes", figures.backlogBytesMax(),
                                        "over_limit", figures.overBacklog()),
                        "uploads", object("pending_segments", 0),
                        "concurrency", gates(figures),
                        "durability", storage.durability().word(),
                        "batch_cache",
                                object(
                                        "bytes", figures.cache().bytes(),
                                        "max_bytes", figures.cache().bytesMax(),
                                        "hits", figures.cache().hits(),
                                        "misses", figures.cache().misses(),
                                        "hit_rate", figures.cache().hitRate()),
                        "wal",
                                object(
                                        "file_bytes", figures.log().fileBytes(),
                                        "checkpoint_lag_bytes", figures.log().lagBytes(),
                                        "checkpoints", figures.log().checkpoints(),
                                        "writer_pauses", figures.log().pauses()),
                        "collections", ProcessMemory.collections(),
                        "top_streams", topStreams()));
    }

    Map<String, Object> memory() {
        var memory = new Memory(storage.figures());
        var runtime = new LinkedHashMap<>(memory.subsystems);
        var counts = memory.counts;
        runtime.remove("counts");
        return object(
                "ts",
                Timestamps.iso(memory.millis),
                "process",
                memory.process,
                "process_breakdown",
                memory.breakdown,
                "sqlite",
                memory.sqlite,
                "gc",
                Memory.forcedCollections(),
                "high_water",
                memory.highWater,
                "counters",
                counters(),
                "runtime_counts",
                counts,
                "runtime_bytes",
                runtime,
                "runtime_totals",
                memory.totals,
                "top_streams",
                topStreams());
    }

    private static Map<String, Object> limits(StorageFigures figures) {
        return object(
                "caches",
                object(
                        "sqlite_cache_bytes", figures.writerCacheBytes(),
                        "worker_sqlite_cache_bytes", figures.readerCacheBytes(),
                        "index_run_memory_cache_bytes", 16_777_216,
                        "index_run_disk_cache_bytes", 268_435_456,
                        "lexicon_index_cache_bytes", 0,
                        "segment_cache_bytes", 0,
                        "companion_toc_cache_bytes", 0,
                        "companion_section_cache_bytes", 0,
                        "companion_file_cache_bytes", 0),
                "concurrency",
                object(
                        "ingest", 1,
                        "read", figures.readers(),
                        "search", 2,
                        "async_index", 1,
                        "upload", 1,
                        "index_build", 1,
                        "index_compact", 1),
                "ingest",
                object(
                        "max_batch_requests", figures.batchRequestsMax(),
                        "max_batch_bytes", figures.batchBytesMax(),
                        "max_queue_requests", figures.queueRequestsMax(),
                        "max_queue_bytes", figures.queueBytesMax(),
                        "busy_timeout_ms", figures.busyMillis(),
                        "local_backlog_max_bytes", figures.backlogBytesMax()),
                "search",
                object(
                        "companion_batch_segments", 1,
                        "companion_yield_blocks", 1,
                        "wal_overlay_quiet_period_ms", 0,
                        "wal_overlay_max_bytes", 0),
                "segmenting",
                object("segment_max_bytes", 8_388_608, "segment_target_rows", 50_000, "segmenter_workers", 0),
                "timeouts",
                object(
                        "append_request_timeout_ms",
                        Limits.APPEND_WAIT_MILLIS,
                        "search_request_timeout_ms",
                        3000,
                        "resolver_timeout_ms",
                        Limits.REQUEST_MILLIS,
                        "object_store_timeout_ms",
                        5000),
                "memory",
                object("pressure_limit_bytes", 0));
    }

    private static Map<String, Object> gates(StorageFigures figures) {
        var writing = Math.min(1, figures.queueRequests());
        return object(
                "ingest", gate(1, 1, writing, figures.queueRequests() - writing),
                "read", gate(figures.readers(), figures.readers(), figures.readsActive(), figures.readsWaiting()),
                "search", gate(2, 0, 0, 0),
                "async_index", gate(1, 0, 0, 0));
    }

    private static Map<String, Object> gate(int configured, int current, int active, int queued) {
        return object("configured_limit", configured, "current_limit", current, "active", active, "queued", queued);
    }

    private Map<String, Object> topStreams() {
        var largest = storage.top(TOP, stream -> stream.head().payloadBytes());
        var awaited = storage.top(TOP, stream -> watches.waiting(stream).total());
        return object(
                "local_storage_bytes",
                largest.stream()
                        .map(stream -> object(
                                "stream", stream.name(),
                                "bytes", stream.head().payloadBytes(),
                                "wal_retained_bytes", stream.head().payloadBytes(),
                                "segment_cache_bytes", 0,
                                "index_cache_bytes", 0))
                        .toList(),
                "pending_wal_bytes",
                largest.stream()
                        .map(stream -> object(
                                "stream", stream.name(),
                                "pending_wal_bytes", stream.head().payloadBytes(),
                                "pending_rows", stream.ownMessages(stream.head())))
                        .toList(),
                "touch_journal_filter_bytes",
                List.of(),
                "notifier_waiters",
                awaited.stream()
                        .filter(stream -> watches.waiting(stream).total() > 0)
                        .map(stream -> {
                            var waiting = watches.waiting(stream);
                            return object(
                                    "stream", stream.name(),
                                    "waiters", waiting.readers(),
                                    "details_waiters", waiting.reports(),
                                    "total_waiters", waiting.total());
                        })
                        .toList());
    }

    private Map<String, Object> counters() {
        var counters = new LinkedHashMap<String, Object>();
        for (var each : List.of(
                "segment_cache",
                "lexicon_file_cache",
                "companion_file_cache",
                "routing_run_disk_cache",
                "exact_run_disk_cache")) {
            counters.put(COUNTER + each + ".pinned_entries", 0);
        }
        for (var each : List.of("journals.active_count", "journals.created_total", "journals.filter_bytes_total")) {
            counters.put(COUNTER + "touch." + each, 0);
        }
        counters.put(COUNTER + "touch.journal.default_filter_bytes", 16_777_216);
        for (var each : List.of(
                "fine_lag_coarse_only",
                "touch_mode",
                "fine_token_bucket",
                "hot_fine",
                "lag_source_offset",
                "restricted_template_bucket",
                "runtime_totals",
                "zero_row_backlog")) {
            counters.put(COUNTER + "touch.maps." + each + "_streams", 0);
        }
        for (var each : List.of(
                "live_template.last_seen_entries",
                "live_template.dirty_last_seen_entries",
                "live_template.rate_state_streams",
                "live_metrics.counter_streams")) {
            counters.put(COUNTER + each, 0);
        }
        counters.put(COUNTER + "notifier.latest_seq_streams", watches.streams());
        counters.put(COUNTER + "notifier.details_version_streams", 0);
        counters.put(COUNTER + "metrics.series", series.getAsLong());
        for (var each : List.of(
                "secondary_index.stream_idle_ticks_streams", "mock_r2.in_memory_bytes", "mock_r2.object_count")) {
            counters.put(COUNTER + each, 0);
        }
        return counters;
    }

    /** The parts that both documents show. */
    private final class Memory {
        private final long millis = clock.millis();
        private final Map<String, Object> process;
        private final Map<String, Object> breakdown;
        private final Map<String, Object> sqlite;
        private final Map<String, Object> counts;
        private final Map<String, Object> subsystems;
        private final Map<String, Object> totals;
        private final Map<String, Object> highWater;
        private final long rss;

        Memory(StorageFigures figures) {
            var now = ProcessMemory.now();
            rss = now.rss();
            process = now.process();
            breakdown = now.breakdown();
            sqlite = sqlite(figures);
            counts = object(
                    "ingest_queue_requests", figures.queueRequests(),
                    "pending_upload_segments", 0,
                    "sqlite_pagecache_used_slots", 0,
                    "sqlite_pagecache_used_slots_highwater", 0,
                    "sqlite_malloc_count", 0,
                    "sqlite_malloc_count_highwater", 0,
                    "sqlite_open_connections", figures.connections(),
                    "sqlite_prepared_statements", 0);
            subsystems = subsystems(figures, counts);
            totals = totals(figures, now);
            var bytes = new LinkedHashMap<>(subsystems);
            bytes.remove("counts");
            highWater = ServerReport.this.highWater.raise(
                    object(
                            "process", process,
                            "process_breakdown", breakdown,
                            "sqlite", sqlite,
                            "runtime_bytes", bytes,
                            "runtime_totals", totals),
                    millis);
        }

        private static Map<String, Object> sqlite(StorageFigures figures) {
            return object(
                    "available", false,
                    "source", "unavailable",
                    "memory_used_bytes", 0,
                    "memory_highwater_bytes", 0,
                    "pagecache_used_slots", 0,
                    "pagecache_used_slots_highwater", 0,
                    "pagecache_overflow_bytes", 0,
                    "pagecache_overflow_highwater_bytes", 0,
                    "malloc_count", 0,
                    "malloc_count_highwater", 0,
                    "open_connections", figures.connections(),
                    "prepared_statements", 0);
        }

        private static Map<String, Object> subsystems(StorageFigures figures, Map<String, Object> counts) {
            return object(
                    "heap_estimates",
                    object(
                            "ingest_queue_payload_bytes", figures.queueBytes(),
                            "batch_cache_bytes", figures.cache().bytes()),
                    "mapped_files",
                    object(),
                    "disk_caches",
                    object(),
                    "configured_budgets",
                    object(
                            "sqlite_cache_budget_bytes", figures.writerCacheBytes(),
                            "worker_sqlite_cache_budget_bytes", figures.readerCacheBytes()),
                    "pipeline_buffers",
                    object(),
                    "sqlite_runtime",
                    object(
                            "sqlite_memory_used_bytes", 0,
                            "sqlite_memory_highwater_bytes", 0,
                            "sqlite_pagecache_overflow_bytes", 0,
                            "sqlite_pagecache_overflow_highwater_bytes", 0),
                    "counts",
                    counts);
        }

        private static Map<String, Object> totals(StorageFigures figures, ProcessMemory now) {
            return object(
                    "heap_estimate_bytes",
                    figures.queueBytes() + figures.cache().bytes(),
                    "mapped_file_bytes",
                    now.mapped(),
                    "disk_cache_bytes",
                    0,
                    "configured_budget_bytes",
                    figures.writerCacheBytes() + figures.readerCacheBytes(),
                    "pipeline_buffer_bytes",
                    0,
                    "sqlite_runtime_bytes",
                    0);
        }

        /** None is forced. */
        static Map<String, Object> forcedCollections() {
            return object(
                    "forced_gc_count", 0,
                    "forced_gc_reclaimed_bytes_total", 0,
                    "last_forced_gc_at_ms", NULL,
                    "last_forced_gc_before_bytes", NULL,
                    "last_forced_gc_after_bytes", NULL,
                    "last_forced_gc_reclaimed_bytes", NULL,
                    "heap_snapshots_written", 0,
                    "last_heap_snapshot_at_ms", NULL);
        }

        Map<String, Object> whole() {
            return object(
                    "pressure_active", false,
                    "pressure_limit_bytes", 0,
                    "last_rss_bytes", rss,
                    "max_rss_bytes", maxRss(),
                    "process", process,
                    "process_breakdown", breakdown,
                    "sqlite", sqlite,
                    "gc", forcedCollections(),
                    "subsystems", subsystems,
                    "totals", totals,
                    "high_water", highWater);
        }

        private Object maxRss() {
            return highWater.get("process") instanceof Map<?, ?> marks
                            && marks.get("rss_bytes") instanceof Map<?, ?> mark
                            && mark.get("value") instanceof Long value
                    ? value
                    : rss;
        }
    }
}
