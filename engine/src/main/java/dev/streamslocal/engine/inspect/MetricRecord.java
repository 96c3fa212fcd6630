package dev.streamslocal.engine.inspect;

import static dev.streamslocal.engine.inspect.JsonTree.NULL;
import static dev.streamslocal.engine.inspect.JsonTree.object;

import dev.streamslocal.storage.Distribution.Counts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** One series of the metrics stream in one interval in which it had a value, in the envelope of contract 30 §4.2. */
record MetricRecord(Series series, Counts counts) {
    private static final String KIND = "summary";
    private static final String TEMPORALITY = "delta";

    /** @param unit {@code bytes}, {@code count} or {@code ns} */
    record Series(String metric, String unit, SortedMap<String, String> tags) {

        List<String> pairs() {
            return tags.entrySet().stream()
                    .map(tag -> tag.getKey() + "=" + tag.getValue())
                    .toList();
        }

        String key(String instance) {
            return String.join("|", KIND, TEMPORALITY, metric, unit, "", instance, String.join("\0", pairs()));
        }
    }

    /** The record as a tree of JSON values. */
    Map<String, Object> envelope(String instance, long startMillis, long endMillis) {
        var pairs = series.pairs();
        var histogram = histogram();
        var envelope = object(
                "apiVersion",
                "durable.streams/metrics/v1",
                "kind",
                "interval",
                "metric",
                series.metric(),
                "unit",
                series.unit(),
                "metricKind",
                KIND,
                "temporality",
                TEMPORALITY,
                "windowStart",
                startMillis,
                "windowEnd",
                endMillis,
                "intervalMs",
                endMillis - startMillis,
                "instance",
                instance,
                "stream",
                NULL,
                "tags",
                series.tags(),
                "attributes",
                series.tags(),
                "dimensionPairs",
                pairs,
                "dimensionKey",
                pairs.isEmpty() ? NULL : String.join("\0", pairs),
                "seriesKey",
                series.key(instance));
        envelope.putAll(parts());
        envelope.put("avg", (double) counts.sum() / counts.count());
        envelope.put("p50", counts.quantile(0.5));
        envelope.put("p95", counts.quantile(0.95));
        envelope.put("p99", counts.quantile(0.99));
        envelope.put("buckets", histogram);
        var summary = parts();
        summary.put("histogram", histogram);
        envelope.put("summary", summary);
        return envelope;
    }

    private Map<String, Object> parts() {
        return object("count", counts.count(), "sum", counts.sum(), "min", counts.min(), "max", counts.max());
    }

    private Map<String, Object> histogram() {
        var histogram = new LinkedHashMap<String, Object>();
        for (var i = 0; i < counts.buckets().length; i++) {
            if (counts.buckets()[i] > 0) {
                histogram.put(Long.toString(1L << i), counts.buckets()[i]);
            }
        }
        return histogram;
    }
}
