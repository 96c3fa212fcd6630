package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 50 §9.5: {@code _details} and {@code _index_status} of a stream. The original ends every wait at 5 s. */
class ReportProbesIT {
    private static final String EMPTY_STATUS = """
            {"stream":"%s","profile":"generic","desired_index_plan_generation":0,"segments":{"total_count":0,\
            "uploaded_count":0},"manifest":{"generation":0,"uploaded_generation":0,"last_uploaded_at":null,\
            "last_uploaded_etag":null,"last_uploaded_size_bytes":null},"routing_key_index":%s,"routing_key_lexicon":%s,\
            "exact_indexes":[],"bundled_companions":{"object_count":0,"bytes_at_rest":"0",\
            "fully_indexed_uploaded_segments":true},"search_families":[]}""";
    private static final String NO_KEYS = """
            {"configured":false,"indexed_segment_count":0,"lag_segments":0,"lag_ms":null,"bytes_at_rest":"0",\
            "object_count":0,"active_run_count":0,"retired_run_count":0,"fully_indexed_uploaded_segments":true,\
            "updated_at":null}""";

    private static Call report(ProbeStream stream, String what) {
        return Call.get(stream.path() + "/" + what);
    }

    @Test
    void indexStatus_isThatOfAServerWithoutIndexes() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2]");
        assertThat(report(stream, "_index_status").send())
                .hasStatus(200)
                .hasBody(EMPTY_STATUS.formatted(stream.name(), NO_KEYS, NO_KEYS))
                .hasHeader("Content-Type", "application/json; charset=utf-8")
                .hasHeader("Cache-Control", "no-store")
                .hasHeader("X-Content-Type-Options", "nosniff")
                .hasHeaderMatching("ETag", "W/\"index_status:[0-9a-f]{40}\"");
    }

    @Test
    void details_tellWhatTheStreamHolds() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,22]");
        Answer answer = report(stream, "_details").send();
        assertThat(answer).hasStatus(200).hasHeaderMatching("ETag", "W/\"details:[0-9a-f]{40}\"");
        JsonNode details = answer.json();
        assertThat(details.properties().stream().map(each -> each.getKey()))
                .containsExactly("stream", "profile", "schema", "index_status", "storage", "object_store_requests");
        JsonNode of = details.path("stream");
        assertThat(of.properties().stream().map(each -> each.getKey()))
                .containsExactly(
                        "name",
                        "content_type",
                        "profile",
                        "created_at",
                        "updated_at",
                        "expires_at",
                        "ttl_seconds",
                        "stream_seq",
                        "closed",
                        "epoch",
                        "next_offset",
                        "sealed_through",
                        "uploaded_through",
                        "segment_count",
                        "uploaded_segment_count",
                        "pending_rows",
                        "pending_bytes",
                        "total_size_bytes",
                        "wal_rows",
                        "wal_bytes",
                        "last_append_at",
                        "last_segment_cut_at");
        assertThat(of.path("name").asText()).isEqualTo(stream.name());
        assertThat(of.path("content_type").asText()).isEqualTo("application/json");
        assertThat(of.path("profile").asText()).isEqualTo("generic");
        assertThat(of.path("expires_at").isNull()).isTrue();
        assertThat(of.path("ttl_seconds").isNull()).isTrue();
        assertThat(of.path("stream_seq").isNull()).isTrue();
        assertThat(of.path("closed").asBoolean(true)).isFalse();
        for (String each : new String[] {"next_offset", "pending_rows", "wal_rows"}) {
            assertThat(of.path(each).textValue()).as(each).isEqualTo("2");
        }
        for (String each : new String[] {"pending_bytes", "wal_bytes", "total_size_bytes"}) {
            assertThat(of.path(each).textValue()).as(each).isEqualTo("3");
        }
        assertThat(details.at("/profile/profile/kind").asText()).isEqualTo("generic");
        assertThat(details.path("schema").toString())
                .isEqualTo("{\"apiVersion\":\"durable.streams/schema-registry/v1\",\"schema\":\"" + stream.name()
                        + "\",\"currentVersion\":0,\"boundaries\":[],\"schemas\":{},\"lenses\":{}}");
        assertThat(details.path("index_status"))
                .isEqualTo(report(stream, "_index_status").send().json());
        assertThat(details.at("/storage/local_storage/total_bytes").textValue()).isEqualTo("3");
        assertThat(Long.parseLong(details.at("/storage/local_storage/sqlite_shared_total_bytes")
                        .textValue()))
                .isPositive();
        assertThat(details.path("object_store_requests").toString())
                .isEqualTo("{\"puts\":\"0\",\"reads\":\"0\",\"gets\":\"0\",\"heads\":\"0\",\"lists\":\"0\","
                        + "\"deletes\":\"0\",\"by_artifact\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_details", "_index_status"})
    void knownReport_isNotModified(String what) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String tag = report(stream, "_index_status").send().header("ETag");
        Answer first = report(stream, what).send();
        assertThat(report(stream, what + "/")
                        .header("If-None-Match", first.header("ETag"))
                        .send())
                .hasStatus(304)
                .hasNoBody()
                .hasHeader("ETag", first.header("ETag"))
                .hasHeader("Cache-Control", "no-store");
        assertThat(report(stream, "_details").header("If-None-Match", tag).send())
                .hasStatus(200);
    }

    @Test
    void append_changesTheDetails_andNotTheIndexStatus() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String details = report(stream, "_details").send().header("ETag");
        String status = report(stream, "_index_status").send().header("ETag");
        stream.append("[1]");
        assertThat(report(stream, "_details").header("If-None-Match", details).send())
                .hasStatus(200);
        assertThat(report(stream, "_index_status")
                        .header("If-None-Match", status)
                        .send())
                .hasStatus(304);
    }

    @Test
    @Ours("decision 9 takes lists and *")
    void listsOfTags_areTaken() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String tag = report(stream, "_details").send().header("ETag");
        for (String each : new String[] {"\"x\", " + tag, "*"}) {
            assertThat(report(stream, "_details").header("If-None-Match", each).send())
                    .hasStatus(304);
        }
        assertThat(report(stream, "_details")
                        .header("If-None-Match", "\"x\"")
                        .header("If-None-Match", tag)
                        .send())
                .hasStatus(304);
    }

    @Test
    @Ours("the tag leaves the size of the database out")
    void otherStreams_leaveTheTagAsItIs() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String tag = report(stream, "_details").send().header("ETag");
        ProbeStream.createWith(ProbeStream.TEXT, "x".repeat(1 << 20));
        assertThat(report(stream, "_details").send()).hasHeader("ETag", tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"long-poll", "true", "1"})
    void liveWithoutTheTag_isAnsweredAtOnce(String live) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(report(stream, "_details?timeout=4s&live=" + live).send()).hasStatus(200);
        assertThat(report(stream, "_details?timeout=4s&live=" + live)
                        .header("If-None-Match", "W/\"details:0\"")
                        .send())
                .hasStatus(200);
    }

    @Test
    void live_waitsForAnAppend_aCloseAndTheEnd() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String tag = report(stream, "_details").send().header("ETag");
        try (Wire wire = report(stream, "_details?live=true&timeout=4500")
                .header("If-None-Match", tag)
                .start()) {
            assertThat(wire.silentFor(300)).isTrue();
            stream.append("[1]");
            Answer changed = wire.answer();
            assertThat(changed).hasStatus(200);
            assertThat(changed.json().at("/stream/next_offset").asText()).isEqualTo("1");
            tag = changed.header("ETag");
        }
        try (Wire wire = report(stream, "_details?live=true&timeout=4500")
                .header("If-None-Match", tag)
                .start()) {
            assertThat(wire.silentFor(300)).isTrue();
            Call.to("DELETE", stream.path()).send();
            assertThat(wire.answer()).isProblem(404, "not_found");
        }
    }

    @Test
    void indexStatus_waitsOnWhenAnAppendLeavesItAsItIs() {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String tag = report(stream, "_index_status").send().header("ETag");
        try (Wire wire = report(stream, "_index_status?live=1&timeout=1500")
                .header("If-None-Match", tag)
                .start()) {
            stream.append("[1]");
            assertThat(wire.silentFor(500)).isTrue();
            assertThat(wire.answer()).hasStatus(304).hasHeader("ETag", tag);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "live=sse, invalid live mode",
        "live=x, invalid live mode",
        "live=1&timeout=x, invalid timeout",
        "live=1&timeout=1.5, invalid timeout",
        "live=1&timeout_ms=-1, invalid timeout",
    })
    void badParameters(String query, String message) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(report(stream, "_details?" + query).send()).isProblem(400, "bad_request", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live=1&timeout=0",
                "live=1&timeout=0ms&timeout_ms=4000",
                "live=0",
                "live=",
                "live=false&timeout=4s"
            })
    void noWait_isAnsweredAtOnce(String query) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        String tag = report(stream, "_index_status").send().header("ETag");
        assertThat(report(stream, "_index_status?" + query)
                        .header("If-None-Match", tag)
                        .send())
                .hasStatus(304);
    }

    @ParameterizedTest
    @CsvSource({"POST, _details", "PUT, _details", "DELETE, _index_status"})
    void otherMethods(String method, String what) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertThat(Call.to(method, stream.path() + "/" + what).json("{}").send())
                .isProblem(400, "bad_request", "unsupported method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_details", "_index_status"})
    void missingStream(String what) {
        assertThat(Call.get("/v1/stream/there-is-no-such-stream/" + what).send())
                .isProblem(404, "not_found", "not_found");
    }
}
