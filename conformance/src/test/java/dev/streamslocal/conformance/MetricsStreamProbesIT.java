package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Contract 30 §4.5 and decision 10: the server's own figures in {@code __stream_metrics__}, on a server with a short interval. */
class MetricsStreamProbesIT {
    private static final String STREAM = "/v1/stream/__stream_metrics__";
    private static final long INTERVAL_MILLIS = 400;

    private static PackagedServer server;

    @BeforeAll
    static void start() {
        server = PackagedServer.start(
                PackagedServer.newRoot(), Map.of("DS_METRICS_FLUSH_MS", Long.toString(INTERVAL_MILLIS)));
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static JsonNode records() {
        return Call.to(server, "GET", STREAM + "?offset=-1").send().json();
    }

    @Test
    void idle_writesNothing_andUsed_writesItsEnvelopes() throws InterruptedException {
        // The head of the stream is asked for once: this is the only request of its interval.
        var tail = Call.to(server, "HEAD", STREAM).send().header("Stream-Next-Offset");
        Thread.sleep(3 * INTERVAL_MILLIS);
        var afterOne = Call.to(server, "HEAD", STREAM).send().header("Stream-Next-Offset");
        Thread.sleep(3 * INTERVAL_MILLIS);
        var afterTwo = Call.to(server, "HEAD", STREAM).send().header("Stream-Next-Offset");
        assertThat(afterOne).isGreaterThan(tail);
        assertThat(afterTwo).isGreaterThan(afterOne);
        var before = records();
        Thread.sleep(6 * INTERVAL_MILLIS);
        var intervals = StreamSupport.stream(records().spliterator(), false)
                .skip(before.size())
                .map(record -> record.path("windowStart").longValue())
                .distinct()
                .count();
        assertThat(intervals)
                .as("intervals written in six, in which only two requests came")
                .isBetween(1L, 2L);
        envelope(before.get(0));
        assertThat(Call.to(server, "GET", "/metrics")
                        .send()
                        .json()
                        .path("series")
                        .asLong())
                .isGreaterThanOrEqualTo(20);
    }

    private static void envelope(JsonNode record) {
        assertThat(record.properties().stream().map(Entry::getKey).toList())
                .containsExactly(
                        "apiVersion",
                        "kind",
                        "metric",
                        "unit",
                        "metricKind",
                        "temporality",
                        "windowStart",
                        "windowEnd",
                        "intervalMs",
                        "instance",
                        "stream",
                        "tags",
                        "attributes",
                        "dimensionPairs",
                        "dimensionKey",
                        "seriesKey",
                        "count",
                        "sum",
                        "min",
                        "max",
                        "avg",
                        "p50",
                        "p95",
                        "p99",
                        "buckets",
                        "summary");
        assertThat(record.path("apiVersion").asText()).isEqualTo("durable.streams/metrics/v1");
    }

    @Test
    void liveReader_isWokenByTheNextInterval() throws Exception {
        try (Wire reader = Call.to(server, "GET", STREAM + "?offset=now&live=long-poll&timeout=20000")
                .start()) {
            Call.to(server, "GET", "/health").send();
            assertThat(reader.answer()).hasStatus(200);
        }
    }
}
