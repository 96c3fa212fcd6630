package dev.streamslocal.engine.inspect;

import static dev.streamslocal.engine.inspect.JsonTree.NULL;
import static dev.streamslocal.engine.inspect.JsonTree.object;

import dev.streamslocal.storage.Distribution.Counts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** One series of the metrics stream in one interval, in the envelope of contract 30 §4.2. */
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
        return object(
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
                series.key(instance),
                "count",
                counts.count(),
                "sum",
                counts.sum(),
                "min",
                counts.count() == 0 ? NULL : (Object) counts.min(),
                "max",
                counts.count() == 0 ? NULL : (Object) counts.max(),
                "avg",
                counts.count() == 0 ? 0 : (Object) ((double) counts.sum() / counts.count()),
                "p50",
                counts.quantile(0.5),
                "p95",
                counts.quantile(0.95),
                "p99",
                counts.quantile(0.99),
                "buckets",
                histogram,
                "summary",
                object(
                        "count",
                        counts.count(),
                        "sum",
                        counts.sum(),
                        "min",
                        counts.count() == 0 ? NULL : (Object) counts.min(),
                        "max",
                        counts.count() == 0 ? NULL : (Object) counts.max(),
                        "histogram",
                        histogram));
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
