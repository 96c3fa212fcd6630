package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list of streams, page by page. */
final class Listing {
    private static final int PAGE = 1_000;

    private Listing() {}

    static List<JsonNode> all() {
        var rows = new ArrayList<JsonNode>();
        int got = PAGE;
        while (got == PAGE) {
            Answer page = Call.get("/v1/streams?limit=" + PAGE + "&offset=" + rows.size())
                    .send();
            assertThat(page).hasStatus(200);
            got = page.json().size();
            page.json().forEach(rows::add);
        }
        return rows;
    }

    static Optional<JsonNode> find(String name) {
        return all().stream()
                .filter(row -> row.path("name").asText().equals(name))
                .findFirst();
    }
}
