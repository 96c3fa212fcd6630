package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 10 §1.4 and 50 §9.2: the list of streams. Other probes create streams meanwhile, so each rule speaks of this probe's own names. */
@NotReference("has no list")
class ListProbesIT {
    @Test
    void row_hasTheseMembersInThisOrder() {
        ProbeStream stream = ProbeStream.createWith(ProbeStream.JSON, "[1,2,3]");

        String row = Listing.find(stream.name()).orElseThrow().toString();

        assertThat(row)
                .matches("\\{\"name\":\"" + stream.name()
                        + "\",\"created_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\","
                        + "\"expires_at\":null,\"epoch\":0,\"next_offset\":\"3\",\"sealed_through\":\"-1\","
                        + "\"uploaded_through\":\"-1\",\"profile\":\"generic\"}");
    }

    @Test
    void createdAt_isTheTimeOfCreation() {
        Instant before = Instant.now().minusMillis(5);
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);

        Instant created = Instant.parse(row(stream).path("created_at").asText());

        assertThat(created).isBetween(before, Instant.now().plusMillis(5));
    }

    @Test
    void expiresAt_isTheDeadline() {
        ProbeStream stream = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(stream.put()
                        .header("Stream-Expires-At", "2099-01-02T03:04:05.678Z")
                        .send())
                .hasStatus(201);

        assertThat(row(stream).path("expires_at").asText()).isEqualTo("2099-01-02T03:04:05.678Z");
    }

    @Test
    void expiresAt_ofATtl_isADateToo() {
        ProbeStream stream = ProbeStream.createFor(ProbeStream.TEXT, "3600");

        Instant expires = Instant.parse(row(stream).path("expires_at").asText());

        assertThat(Duration.between(Instant.now(), expires).toMinutes()).isBetween(50L, 60L);
    }

    @Test
    void nextOffset_countsEntries() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        assertThat(row(stream).path("next_offset").asText()).isEqualTo("0");

        stream.append("one");
        stream.append("two");

        assertThat(row(stream).path("next_offset").asText()).isEqualTo("2");
    }

    @Test
    void rows_areSortedByNameAsUtf8Bytes() {
        String prefix = ProbeStream.freshName();
        List<String> suffixes = List.of("", "/", "A", "a", "a/b", "a0", "é", "\uFFFD", "\uD83D\uDE00");
        var shuffled = new ArrayList<>(suffixes);
        Collections.reverse(shuffled);
        shuffled.forEach(suffix -> assertThat(
                        new ProbeStream(prefix + suffix, ProbeStream.TEXT).put().send())
                .hasStatus(201));

        List<String> names =
                Listing.all().stream().map(row -> row.path("name").asText()).toList();

        assertThat(names.stream().filter(name -> name.startsWith(prefix)).map(name -> name.substring(prefix.length())))
                .containsExactlyElementsOf(suffixes);
        assertThat(names).isSortedAccordingTo((left, right) -> Arrays.compareUnsigned(utf8(left), utf8(right)));
    }

    @Test
    void deletedAndExpired_areLeftOut() {
        ProbeStream deleted = ProbeStream.create(ProbeStream.TEXT);
        assertThat(deleted.delete().send()).hasStatus(204);
        ProbeStream expired = ProbeStream.fresh(ProbeStream.TEXT);
        assertThat(expired.put()
                        .header("Stream-Expires-At", "2020-01-01T00:00:00Z")
                        .send())
                .hasStatus(201);

        assertThat(Listing.find(deleted.name())).isEmpty();
        assertThat(Listing.find(expired.name())).isEmpty();
    }

    @Test
    void limit_cutsTheList() {
        ProbeStream.create(ProbeStream.TEXT);
        ProbeStream.create(ProbeStream.TEXT);

        assertThat(list("limit=1")).hasSize(1);
        assertThat(list("limit=2")).hasSize(2);
        assertThat(list("limit=0000000000000000000002")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=-1", "limit=-99999", "limit=", "offset=1000000", "limit=10&offset=1000000"})
    void nothingAskedFor_isAnEmptyList(String query) {
        assertThat(Call.get("/v1/streams?" + query).send()).hasStatus(200).hasBody("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "offset=0", "offset=-7", "offset=", "limit=5000", "limit=1000", "unknown=1"})
    void startOfTheList_isTheSmallestName(String query) {
        // A name below all others of this run, whatever else is created meanwhile.
        var first = new ProbeStream("\u0001first", ProbeStream.TEXT);
        first.put().send();

        assertThat(list(query).get(0).path("name").asText()).isEqualTo(first.name());
    }

    @Test
    void offset_skipsRows() {
        var first = new ProbeStream("\u0001first", ProbeStream.TEXT);
        first.put().send();

        assertThat(list("limit=1&offset=1").get(0).path("name").asText()).isNotEqualTo(first.name());
    }

    @Test
    void list_isJsonThatNobodyStores() {
        assertThat(Call.get("/v1/streams?limit=1").send())
                .hasStatus(200)
                .hasHeader("Content-Type", "application/json; charset=utf-8")
                .hasHeader("Cache-Control", "no-store")
                .hasHeader("X-Content-Type-Options", "nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=abc", "limit=1.5", "offset=x", "offset=0.5", "limit=1&offset=1x"})
    @Ours("the original answers 500")
    void notANumber_isBadRequest(String query) {
        assertThat(Call.get("/v1/streams?" + query).send()).isProblem(400, "bad_request");
    }

    private static JsonNode row(ProbeStream stream) {
        return Listing.find(stream.name()).orElseThrow();
    }

    private static List<JsonNode> list(String query) {
        Answer answer = Call.get("/v1/streams?" + query).send();
        assertThat(answer).hasStatus(200);
        var rows = new ArrayList<JsonNode>();
        answer.json().forEach(rows::add);
        return rows;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
