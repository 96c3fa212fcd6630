package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /metrics} for those who read text: the exposition formats of Prometheus. */
@Ours("the original has no text form")
class PrometheusProbesIT {
    private static final String TEXT = "text/plain";
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\",?)*\\})? (\\S+)");
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*)( .*)?|# EOF");

    /** Samples by name and labels; fails on a line that is neither a sample nor a comment of the format. */
    private static Map<String, Double> scrape(String accept) {
        Answer answer = Call.get("/metrics").header("Accept", accept).send();
        assertThat(answer).hasStatus(200).hasHeader("Cache-Control", "no-store");
        var samples = new LinkedHashMap<String, Double>();
        for (var line : answer.text().split("\n")) {
            if (line.startsWith("#")) {
                assertThat(line).matches(COMMENT);
            } else {
                var sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                var labels = sample.group(2) == null ? "" : sample.group(2);
                var value =
                        sample.group(3).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(sample.group(3));
                assertThat(samples.put(sample.group(1) + labels, value))
                        .as(line)
                        .isNull();
            }
        }
        return samples;
    }

    private static double value(String sample) {
        var samples = scrape(TEXT);
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    @Test
    void text_namesItsVersion() {
        assertThat(Call.get("/metrics").header("Accept", TEXT).send())
                .hasHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void openMetrics_endsWithEof() {
        Answer answer = Call.get("/metrics").header("Accept", OPEN_METRICS).send();
        assertThat(answer).hasHeader("Content-Type", "application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(answer.text()).endsWith("# EOF\n");
        assertThat(scrape(OPEN_METRICS)).containsKey("streams_append_messages_total");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "text/html, */*;q=0.1", "text/plain;q=0.2, application/json"})
    void others_getJson(String accept) {
        assertThat(Call.get("/metrics").header("Accept", accept).send())
                .hasHeader("Content-Type", "application/json; charset=utf-8");
    }

    @Test
    void otherMethods_getTheSame() {
        assertThat(Call.to("POST", "/metrics").header("Accept", TEXT).send()).hasStatus(200);
    }

    @Test
    void appendsAndReads_areCounted() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        var before = scrape(TEXT);
        for (var i = 0; i < 7; i++) {
            stream.append("[{\"n\":1},{\"n\":2}]");
        }
        stream.get("offset=-1").send();
        var after = scrape(TEXT);
        // Other probes may run meanwhile.
        assertThat(grown("streams_append_messages_total", before, after)).isGreaterThanOrEqualTo(14);
        assertThat(grown("streams_append_bytes_total", before, after)).isGreaterThanOrEqualTo(14 * 7);
        assertThat(grown("streams_append_duration_seconds_count", before, after))
                .isGreaterThanOrEqualTo(7);
        assertThat(grown("streams_append_duration_seconds_sum", before, after)).isPositive();
        assertThat(grown("streams_read_messages_total", before, after)).isGreaterThanOrEqualTo(14);
        assertThat(grown("streams_read_duration_seconds_count", before, after)).isPositive();
        assertThat(grown("streams_commit_duration_seconds_count", before, after))
                .isPositive();
        assertThat(grown("streams_http_requests_total{method=\"post\",status=\"2xx\"}", before, after))
                .isGreaterThanOrEqualTo(7);
    }

    private static double grown(String sample, Map<String, Double> before, Map<String, Double> after) {
        assertThat(after).containsKey(sample);
        return after.get(sample) - before.getOrDefault(sample, 0.0);
    }

    @Test
    void histograms_areCumulativeAndEndWithTheirCount() {
        var samples = scrape(TEXT);
        for (var name : new String[] {"append_duration_seconds", "read_duration_seconds", "commit_duration_seconds"}) {
            var last = 0.0;
            for (var each : samples.entrySet()) {
                if (each.getKey().startsWith("streams_" + name + "_bucket")) {
                    assertThat(each.getValue()).as(each.getKey()).isGreaterThanOrEqualTo(last);
                    last = each.getValue();
                }
            }
            assertThat(last).isEqualTo(samples.get("streams_" + name + "_count"));
            assertThat(samples).containsEntry("streams_" + name + "_bucket{le=\"+Inf\"}", last);
        }
    }

    @Test
    void refusals_andStatuses_areTold() {
        var sample = "streams_http_requests_total{method=\"get\",status=\"4xx\"}";
        Call.get("/v1/stream/there-is-none-of-this-name").send();
        var before = value(sample);
        Call.get("/v1/stream/there-is-none-of-this-name").send();
        assertThat(value(sample)).isGreaterThan(before);
        assertThat(scrape(TEXT))
                .containsKeys("streams_refused_total{reason=\"queue\"}", "streams_refused_total{reason=\"backlog\"}");
    }

    @Test
    void connectionsAndLiveReaders_areThoseOfNow() throws InterruptedException {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        var connections = value("streams_http_connections");
        try (Wire one = stream.get("offset=now&live=long-poll&timeout=20000").start();
                Wire two = stream.get("offset=now&live=sse").start()) {
            assertThat(one.silentFor(300)).isTrue();
            assertThat(value("streams_live_readers")).isGreaterThanOrEqualTo(2);
            assertThat(value("streams_http_connections")).isGreaterThanOrEqualTo(Math.min(3, connections));
            stream.append("[1]");
            assertThat(two).isNotNull();
        }
    }

    @Test
    void jvmAndProcess_areThere() {
        assertThat(scrape(TEXT))
                .containsKeys(
                        "jvm_memory_used_bytes{area=\"heap\"}",
                        "jvm_threads_current",
                        "process_cpu_seconds_total",
                        "process_start_time_seconds",
                        "streams_wal_bytes",
                        "streams_checkpoint_lag_bytes",
                        "streams_cache_hits_total",
                        "streams_queue_requests_limit")
                .hasEntrySatisfying(
                        "jvm_memory_used_bytes{area=\"heap\"}",
                        used -> assertThat(used).isPositive());
    }
}
