package dev.streamslocal.engine.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.engine.inspect.MetricRecord.Series;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Distribution;
import dev.streamslocal.storage.Distribution.Counts;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Appends the figures of a server to its stream {@code __stream_metrics__}, one record for each series and interval (contract 30 §4.5).
 *
 * <p>Bounded (decision 10): nothing is written for an interval in which no request was answered, and a stream that has become too old or
 * too large begins anew. Records that cannot be stored are dropped. Called by one thread, in intervals.
 */
public final class MetricsEmitter {
    private static final long RETENTION_MILLIS = 24 * 3_600_000L;
    private static final long RETENTION_BYTES = 64L << 20;

    private static final String BYTES = "bytes";
    private static final String COUNT = "count";

    private final Storage storage;
    private final Traffic traffic;
    private final InstantSource clock;
    private final String instance;
    private final List<OnUse> onUse;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private long answered;
    private long refusedByQueue;
    private long refusedByBacklog;
    private long lastMillis;

    private record OnUse(Series series, Distribution.Interval values) {}

    public MetricsEmitter(Storage storage, Traffic traffic, InstantSource clock) {
        this.storage = storage;
        this.traffic = traffic;
        this.clock = clock;
        this.instance = ProcessHandle.current().pid() + "-"
                + String.format("%06x", ThreadLocalRandom.current().nextInt(1 << 24));
        this.lastMillis = clock.millis();
        this.answered = traffic.answered();
        this.onUse = List.of(
                onUse("tieredstore.append.bytes", BYTES, traffic.appendBytes()),
                onUse("tieredstore.append.entries", COUNT, traffic.appendMessages()),
                onUse("tieredstore.read.bytes", BYTES, traffic.readBytes()),
                onUse("tieredstore.read.entries", COUNT, traffic.readMessages()),
                onUse("tieredstore.ingest.flush.latency", "ns", storage.commitNanos()));
    }

    private static OnUse onUse(String metric, String unit, Distribution values) {
        return new OnUse(new Series(metric, unit, new TreeMap<>()), new Distribution.Interval(values));
    }

    /** Series of which something was written since the start. Any thread. */
    public long series() {
        return seen.size();
    }

    /** Ends an interval and begins the next. */
    public void tick() {
        var start = lastMillis;
        // An interval does not end before it began, wherever the clock is put.
        lastMillis = Math.max(start, clock.millis());
        var before = answered;
        answered = traffic.answered();
        var records = records();
        if (answered == before) {
            return;
        }
        var end = lastMillis;
        metricsStream().ifPresent(stream -> {
            if (isFull(stream)) {
                storage.beginAnew(
                        stream, result -> metricsStream().ifPresent(fresh -> write(fresh, records, start, end)));
            } else {
                write(stream, records, start, end);
            }
        });
    }

    /** The stream, if it is there and takes what we write. */
    private Optional<Stream> metricsStream() {
        return storage.find(Storage.METRICS_STREAM)
                .filter(stream -> stream.json() && !stream.head().closed());
    }

    private boolean isFull(Stream stream) {
        return lastMillis - stream.createdMillis() > RETENTION_MILLIS
                || stream.head().payloadBytes() > RETENTION_BYTES;
    }

    private void write(Stream stream, List<MetricRecord> records, long startMillis, long endMillis) {
        for (var each : records) {
            var key = each.series().key(instance);
            var json = JsonTree.text(each.envelope(instance, startMillis, endMillis))
                    .getBytes(UTF_8);
            var command = new AppendCommand(
                    ContentTypes.JSON,
                    JsonSplitter.split(json, 0, json.length),
                    ProducerStamp.UNSTAMPED,
                    "",
                    Timestamps.NONE,
                    RoutingKey.of(key),
                    false);
            seen.add(key);
            storage.append(stream, command, result -> {});
        }
    }

    private List<MetricRecord> records() {
        var records = new ArrayList<MetricRecord>();
        addQueue(records);
        addMemory(records);
        for (var each : onUse) {
            var counts = each.values().next();
            if (counts.count() > 0) {
                records.add(new MetricRecord(each.series(), counts));
            }
        }
        return records;
    }

    private void addQueue(List<MetricRecord> records) {
        var figures = storage.figures();
        var queue = "tieredstore.ingest.queue.";
        records.add(gauge(queue + "bytes", BYTES, figures.queueBytes()));
        records.add(gauge(queue + "requests", COUNT, figures.queueRequests()));
        records.add(gauge(queue + "capacity.bytes", BYTES, figures.queueBytesMax()));
        records.add(gauge(queue + "capacity.requests", COUNT, figures.queueRequestsMax()));
        var writing = Math.min(1, figures.queueRequests());
        addGate(records, "ingest", 1, writing, figures.queueRequests() - writing);
        addGate(records, "read", figures.readers(), figures.readsActive(), figures.readsWaiting());
        var backpressure = "tieredstore.backpressure.";
        records.add(gauge(backpressure + "current.bytes", BYTES, figures.storedBytes()));
        records.add(gauge(backpressure + "limit.bytes", BYTES, figures.backlogBytesMax()));
        records.add(gauge(backpressure + "pressure", COUNT, figures.overBacklog() ? 1 : 0));
        addRefused(records, "queue", figures.refused().byQueue() - refusedByQueue);
        addRefused(records, "backlog", figures.refused().byBacklog() - refusedByBacklog);
        refusedByQueue = figures.refused().byQueue();
        refusedByBacklog = figures.refused().byBacklog();
        records.add(gauge("tieredstore.sqlite.open_connections", COUNT, figures.connections()));
        records.add(gauge(
                "tieredstore.memory.subsystem.bytes",
                BYTES,
                figures.cache().bytes(),
                Map.of("kind", "heap_estimate", "subsystem", "batch_cache")));
    }

    private static void addGate(List<MetricRecord> records, String gate, int limit, int active, int queued) {
        var concurrency = "tieredstore.concurrency.";
        for (var kind : List.of("configured", "effective")) {
            records.add(gauge(concurrency + "limit", COUNT, limit, Map.of("gate", gate, "kind", kind)));
        }
        records.add(gauge(concurrency + "active", COUNT, active, Map.of("gate", gate)));
        records.add(gauge(concurrency + "queued", COUNT, queued, Map.of("gate", gate)));
    }

    private static void addRefused(List<MetricRecord> records, String reason, long times) {
        if (times > 0) {
            records.add(gauge("tieredstore.backpressure.over_limit", COUNT, times, Map.of("reason", reason)));
        }
    }

    private static void addMemory(List<MetricRecord> records) {
        var memory = ProcessMemory.now();
        records.add(gauge("process.rss.current.bytes", BYTES, memory.rss()));
        records.add(gauge("process.heap.total.bytes", BYTES, memory.heapTotal()));
        records.add(gauge("process.heap.used.bytes", BYTES, memory.heapUsed()));
        records.add(gauge("process.external.bytes", BYTES, memory.external()));
        records.add(gauge("process.array_buffers.bytes", BYTES, memory.directBuffers()));
        Map.of("anon", "RssAnon", "file", "RssFile", "shmem", "RssShmem").forEach((name, told) -> {
            if (memory.system().containsKey(told)) {
                records.add(gauge(
                        "process.memory.rss." + name + ".bytes",
                        BYTES,
                        memory.system().getOrDefault(told, 0L)));
            }
        });
    }

    private static MetricRecord gauge(String metric, String unit, long value) {
        return gauge(metric, unit, value, Map.of());
    }

    private static MetricRecord gauge(String metric, String unit, long value, Map<String, String> tags) {
        return new MetricRecord(new Series(metric, unit, new TreeMap<>(tags)), Counts.of(value));
    }
}
