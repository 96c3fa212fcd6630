package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decision 22: what is not there yet says so and is never silently ignored. A line leaves this file when its feature comes. */
@Ours("decision 22")
class NotYetProbesIT {
    @ParameterizedTest
    @CsvSource({
        "POST, /v1/traces",
        "POST, /v1/observe/request",
        "PUT, /v1/stream/__ds/subscriptions/s",
        "GET, /v1/stream/__ds/subscriptions/s",
        "DELETE, /v1/stream/__ds/subscriptions/s",
        "POST, /v1/stream/__ds/subscriptions/s/claim",
        "POST, /v1/stream/__ds/subscriptions/s/streams",
        "GET, /v1/stream/__ds/jwks.json",
    })
    void routes(String method, String path) {
        assertNotYet(Call.to(method, path).json("{}").send());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, _schema",
        "POST, _schema",
        "GET, _profile",
        "POST, _profile",
        "GET, _search?q=x",
        "POST, _search",
        "POST, _aggregate",
        "GET, _routing_keys",
        "POST, touch/templates/activate",
        "GET, touch/meta",
        "POST, touch/wait",
        "POST, _otlp/v1/traces",
    })
    void subResources(String method, String suffix) {
        ProbeStream stream = ProbeStream.create(ProbeStream.JSON);
        assertNotYet(Call.to(method, stream.path() + "/" + suffix).json("{}").send());
        assertThat(stream.get().send()).hasStatus(200).hasBody("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter=a:1", "offset=-1&live=long-poll&filter=a:1"})
    void filter(String query) {
        assertNotYet(ProbeStream.create(ProbeStream.JSON).get(query).send());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/stream/__ds/nothing", "/v1/stream/__ds/subscription", "/v1/stream/__ds/jwks"})
    void otherReservedPaths_areNotFound(String path) {
        assertThat(Call.get(path).send()).isProblem(404, "not_found");
    }

    private static void assertNotYet(Answer answer) {
        assertThat(answer).isProblem(501, "not_implemented");
        assertThat(answer.json().at("/error/message").asText()).matches("not implemented yet: .+");
    }
}
