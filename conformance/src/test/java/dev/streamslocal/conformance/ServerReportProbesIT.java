package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map.Entry;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 50 §9.3 and §9.4: what the server tells of itself. */
class ServerReportProbesIT {
    private static JsonNode get(String path) {
        Answer answer = Call.get(path).send();
        assertThat(answer)
                .hasStatus(200)
                .hasHeader("Content-Type", "application/json; charset=utf-8")
                .hasHeader("Cache-Control", "no-store")
                .hasHeader("X-Content-Type-Options", "nosniff")
                .lacksHeader("ETag");
        return answer.json();
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Entry::getKey).toList();
    }

    @Test
    void details_showThePreset() {
        JsonNode details = get("/v1/server/_details");
        assertThat(names(details)).containsExactly("auto_tune", "configured_limits", "runtime");
        assertThat(details.path("auto_tune").toString())
                .isEqualTo("{\"enabled\":true,\"requested_memory_mb\":1024,\"preset_mb\":1024,"
                        + "\"effective_memory_limit_mb\":1024}");
        JsonNode limits = details.path("configured_limits");
        assertThat(names(limits))
                .containsExactly("caches", "concurrency", "ingest", "search", "segmenting", "timeouts", "memory");
        assertThat(limits.at("/memory/pressure_limit_bytes").intValue()).isZero();
        assertThat(limits.at("/caches/sqlite_cache_bytes").intValue()).isEqualTo(67_108_864);
        assertThat(limits.at("/ingest/max_queue_requests").intValue()).isEqualTo(50_000);
    }

    @Test
    void memory_isThatOfTheProcess() {
        JsonNode memory = get("/v1/server/_details").at("/runtime/memory");
        assertThat(memory.path("pressure_active").booleanValue()).isFalse();
        assertThat(names(memory.path("process")))
                .containsExactly(
                        "rss_bytes", "heap_total_bytes", "heap_used_bytes", "external_bytes", "array_buffers_bytes");
        assertThat(memory.path("process")).allMatch(JsonNode::isIntegralNumber);
        long rss = memory.at("/process/rss_bytes").longValue();
        assertThat(rss).isBetween(20L << 20, 2L << 30);
        assertThat(memory.at("/process/heap_used_bytes").longValue())
                .isPositive()
                .isLessThanOrEqualTo(memory.at("/process/heap_total_bytes").longValue());
        assertThat(memory.path("max_rss_bytes").longValue()).isPositive();
        assertThat(memory.at("/high_water/process/rss_bytes/value").longValue()).isGreaterThanOrEqualTo(rss);
        assertThat(memory.at("/high_water/process/rss_bytes/at").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(memory.path("high_water").path("runtime_bytes").has("counts"))
                .isFalse();
        assertThat(memory.at("/subsystems/configured_budgets/sqlite_cache_budget_bytes")
                        .longValue())
                .isPositive();
    }

    @Test
    void mem_hasItsKeysInOrder() {
        JsonNode memory = get("/v1/server/_mem");
        assertThat(names(memory))
                .containsExactly(
                        "ts",
                        "process",
                        "process_breakdown",
                        "sqlite",
                        "gc",
                        "high_water",
                        "counters",
                        "runtime_counts",
                        "runtime_bytes",
                        "runtime_totals",
                        "top_streams");
        JsonNode counters = memory.path("counters");
        assertThat(counters).hasSize(27).allMatch(JsonNode::isIntegralNumber);
        assertThat(names(counters)).allMatch(name -> name.startsWith("tieredstore.mem.leak_candidate."));
        assertThat(memory.path("runtime_bytes").has("counts")).isFalse();
    }

    @Test
    void topStreams_areTheLargest() {
        ProbeStream stream = ProbeStream.create("application/octet-stream");
        for (int i = 0; i < 5; i++) {
            stream.append("x".repeat(9 << 20));
        }
        JsonNode top = get("/v1/server/_details").at("/runtime/top_streams");
        assertThat(names(top))
                .containsExactly(
                        "local_storage_bytes", "pending_wal_bytes", "touch_journal_filter_bytes", "notifier_waiters");
        assertThat(top.path("local_storage_bytes"))
                .hasSizeLessThanOrEqualTo(5)
                .first()
                .hasToString("{\"stream\":\"" + stream.name() + "\",\"bytes\":47185920,\"wal_retained_bytes\":47185920,"
                        + "\"segment_cache_bytes\":0,\"index_cache_bytes\":0}");
        assertThat(top.path("pending_wal_bytes"))
                .first()
                .hasToString(
                        "{\"stream\":\"" + stream.name() + "\",\"pending_wal_bytes\":47185920,\"pending_rows\":5}");
        Call.to("DELETE", stream.path()).send();
        assertThat(get("/v1/server/_mem").at("/top_streams/local_storage_bytes").toString())
                .doesNotContain("\"" + stream.name() + "\"");
    }

    @Test
    void waiters_areCounted() throws InterruptedException {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String tag = Call.get(stream.path() + "/_details").send().header("ETag");
        try (Wire one = stream.get("offset=now&live=long-poll&timeout=4500").start();
                Wire two = stream.get("offset=now&live=long-poll&timeout=4500").start();
                Wire report = Call.get(stream.path() + "/_details?live=1&timeout=4500")
                        .header("If-None-Match", tag)
                        .start()) {
            assertThat(report.silentFor(300)).isTrue();
            JsonNode waiters = get("/v1/server/_details").at("/runtime/top_streams/notifier_waiters");
            assertThat(StreamSupport.stream(waiters.spliterator(), false).map(JsonNode::toString))
                    .contains("{\"stream\":\"" + stream.name()
                            + "\",\"waiters\":2,\"details_waiters\":1,\"total_waiters\":3}");
            stream.append("[1]");
            assertThat(one.answer()).hasStatus(200);
            assertThat(two.answer()).hasStatus(200);
            assertThat(report.answer()).hasStatus(200);
        }
        assertThat(get("/v1/server/_details")
                        .at("/runtime/top_streams/notifier_waiters")
                        .toString())
                .doesNotContain("\"" + stream.name() + "\"");
    }

    @Test
    @Ours("decision 17")
    void durability_isNamed() {
        assertThat(get("/v1/server/_details").at("/runtime/durability").asText())
                .isEqualTo("full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/server/_details", "/v1/server/_mem"})
    void otherMethodsAndPaths(String path) {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            assertThat(Call.to(method, path).json("{}").send()).isNotFound();
        }
        assertThat(Call.to("HEAD", path).send()).hasStatus(404);
        assertThat(Call.get(path + "/").send()).isNotFound();
    }

    @ParameterizedTest
    @CsvSource({"ingest", "read", "search", "async_index"})
    void gates(String gate) {
        JsonNode of = get("/v1/server/_details").at("/runtime/concurrency/" + gate);
        assertThat(names(of)).containsExactly("configured_limit", "current_limit", "active", "queued");
        assertThat(of).allMatch(JsonNode::isIntegralNumber);
        assertThat(of.path("configured_limit").intValue()).isPositive();
    }
}
