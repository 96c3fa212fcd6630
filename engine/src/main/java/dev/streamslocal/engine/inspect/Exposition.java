package dev.streamslocal.engine.inspect;

import dev.streamslocal.engine.http.DirectMemory;
import dev.streamslocal.engine.http.Method;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.storage.Distribution;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageFigures;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The figures of a server in the text formats of Prometheus: its own under {@code streams_}, those of the JVM and the process under the
 * names of the metrics library. Any thread.
 *
 * <p>What is counted on the path of a request is counted elsewhere, without a library; here it is only put into words, when somebody
 * asks, so that a server that nobody watches pays nothing for it.
 */
final class Exposition {
    private static final double NANOS = 1e9;

    /** Times below 16 microseconds and above 17 seconds are told apart by nobody. */
    private static final int SHORTEST_BIT = 14;

    private static final int LONGEST_BIT = 34;

    private static final int REQUESTS_BITS = 11;

    private final Storage storage;
    private final Watches watches;
    private final Traffic traffic;

    /** Holds what the library measures by itself; begins with the first question. */
    private static final class Jvm {
        static final PrometheusRegistry REGISTRY = new PrometheusRegistry();

        static {
            JvmMetrics.builder().register(REGISTRY);
        }

        private Jvm() {}
    }

    Exposition(Storage storage, Watches watches, Traffic traffic) {
        this.storage = storage;
        this.watches = watches;
        this.traffic = traffic;
    }

    byte[] text(MetricsFormat format) {
        ExpositionFormatWriter writer = format == MetricsFormat.OPEN_METRICS
                ? OpenMetricsTextFormatWriter.create()
                : PrometheusTextFormatWriter.create();
        var out = new ByteArrayOutputStream();
        try {
            writer.write(out, snapshots(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private MetricSnapshots snapshots() {
        var figures = storage.figures();
        var all = MetricSnapshots.builder();
        Jvm.REGISTRY.scrape().stream().forEach(all::metricSnapshot);
        all.metricSnapshot(requests());
        all.metricSnapshot(gauge("http_connections", "Open connections.", traffic.connections()));
        all.metricSnapshot(gauge(
                "live_readers",
                "Live reads that wait for messages.",
                watches.waiting().readers()));
        all.metricSnapshot(seconds(
                "append_duration_seconds",
                "From an append request that is whole to its answer, of those that were stored.",
                traffic.appendNanos()));
        all.metricSnapshot(counter("append_messages", "Messages appended over HTTP.", traffic.appendMessages()));
        all.metricSnapshot(counter("append_bytes", "Payload appended over HTTP.", traffic.appendBytes()));
        all.metricSnapshot(seconds(
                "read_duration_seconds",
                "From a read request that is whole to its answer, of those that do not wait.",
                traffic.readNanos()));
        all.metricSnapshot(counter("read_messages", "Messages in pages that were sent.", traffic.readMessages()));
        all.metricSnapshot(counter("read_bytes", "Payload of pages that were sent.", traffic.readBytes()));
        addCommits(all);
        addQueue(all, figures);
        addStore(all, figures);
        return all.build();
    }

    private void addCommits(MetricSnapshots.Builder all) {
        all.metricSnapshot(seconds(
                "commit_duration_seconds",
                "Time of a transaction from its begin to the end of its COMMIT.",
                storage.commitNanos()));
        all.metricSnapshot(histogram(
                "commit_requests", "Requests of one transaction.", storage.commitRequests(), 1, REQUESTS_BITS, 1));
    }

    private static void addQueue(MetricSnapshots.Builder all, StorageFigures figures) {
        all.metricSnapshot(gauge(
                "queue_requests", "Requests that wait for the writer or are in its hands.", figures.queueRequests()));
        all.metricSnapshot(gauge("queue_requests_limit", "Above it requests are refused.", figures.queueRequestsMax()));
        all.metricSnapshot(gauge("queue_bytes", "Payload of the requests in the queue.", figures.queueBytes()));
        all.metricSnapshot(gauge("queue_bytes_limit", "Above it appends are refused.", figures.queueBytesMax()));
        all.metricSnapshot(CounterSnapshot.builder()
                .name("streams_refused")
                .help("Writes answered 429, by what was full.")
                .dataPoint(point(figures.refused().byQueue(), Labels.of("reason", "queue")))
                .dataPoint(point(figures.refused().byBacklog(), Labels.of("reason", "backlog")))
                .build());
        all.metricSnapshot(gauge("reads_active", "Reads that are on a reader thread.", figures.readsActive()));
        all.metricSnapshot(gauge("reads_waiting", "Reads that wait for a reader thread.", figures.readsWaiting()));
    }

    private void addStore(MetricSnapshots.Builder all, StorageFigures figures) {
        all.metricSnapshot(gauge("existing", "Streams that exist.", storage.streams()));
        all.metricSnapshot(gauge("stored_bytes", "Payload of all streams.", figures.storedBytes()));
        all.metricSnapshot(gauge(
                "cache_bytes", "Memory of the batch cache.", figures.cache().bytes()));
        all.metricSnapshot(gauge(
                "cache_bytes_limit",
                "What the batch cache may take.",
                figures.cache().bytesMax()));
        all.metricSnapshot(counter(
                "cache_hits", "Batches found in the cache.", figures.cache().hits()));
        all.metricSnapshot(counter(
                "cache_misses", "Batches read from SQLite.", figures.cache().misses()));
        all.metricSnapshot(gauge(
                "wal_bytes", "Length of the write-ahead log.", figures.log().fileBytes()));
        all.metricSnapshot(gauge(
                "checkpoint_lag_bytes",
                "Log to be moved yet, about.",
                figures.log().lagBytes()));
        all.metricSnapshot(
                counter("checkpoints", "Checkpoints made.", figures.log().checkpoints()));
        all.metricSnapshot(counter(
                "checkpoint_pauses",
                "Checkpoints the writer waited for.",
                figures.log().pauses()));
        all.metricSnapshot(gauge("sqlite_connections", "Open connections to the database.", figures.connections()));
        all.metricSnapshot(gauge("direct_buffer_bytes", "Memory of network buffers.", DirectMemory.bytes()));
    }

    private MetricSnapshot requests() {
        var requests = CounterSnapshot.builder()
                .name("streams_http_requests")
                .help("Requests by method and class of the answer; 0xx were left by their clients.");
        for (var method : Method.values()) {
            for (var each = 0; each < Traffic.STATUS_CLASSES; each++) {
                var count = traffic.requests(method, each);
                if (count > 0) {
                    requests.dataPoint(point(
                            count, Labels.of("method", method.name().toLowerCase(Locale.ROOT), "status", each + "xx")));
                }
            }
        }
        return requests.build();
    }

    private static MetricSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name("streams_" + name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static MetricSnapshot counter(String name, String help, Distribution values) {
        return counter(name, help, values.counts().sum());
    }

    private static MetricSnapshot counter(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name("streams_" + name)
                .help(help)
                .dataPoint(point(value, Labels.EMPTY))
                .build();
    }

    private static CounterDataPointSnapshot point(double value, Labels labels) {
        return CounterDataPointSnapshot.builder().value(value).labels(labels).build();
    }

    private static MetricSnapshot seconds(String name, String help, Distribution nanos) {
        return histogram(name, help, nanos, SHORTEST_BIT, LONGEST_BIT, NANOS);
    }

    /** A bucket for each power of two from one bit to the other; what is smaller or larger stands in the first and the last. */
    private static MetricSnapshot histogram(
            String name, String help, Distribution values, int from, int to, double unit) {
        var counts = values.counts();
        var bounds = new double[to - from + 1];
        var buckets = new long[bounds.length];
        for (var i = 0; i < Distribution.BUCKETS; i++) {
            buckets[Math.clamp(i - from + 1L, 0, buckets.length - 1)] += counts.buckets()[i];
        }
        for (var i = 0; i < bounds.length - 1; i++) {
            // Whole values: the largest of a bucket is one below the next power.
            bounds[i] = ((1L << (from + i)) - 1) / unit;
        }
        bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
        return HistogramSnapshot.builder()
                .name("streams_" + name)
                .help(help)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, buckets))
                        .sum(counts.sum() / unit)
                        .build())
                .build();
    }
}
