package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The packaged product as a process of its own: what it prints, and how it ends. Contract 50 §4.2 and §6. */
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class PackagedProductIT {
    @Test
    void start_printsItsExports() throws Exception {
        PackagedServer server = PackagedServer.start();
        try {
            JsonNode exports = server.exports();

            var members = new ArrayList<String>();
            exports.fieldNames().forEachRemaining(members::add);
            assertThat(members).containsExactly("name", "pid", "http", "sqlite");
            assertThat(exports.path("name").asText()).isEqualTo("default");
            assertThat(exports.path("pid").asLong()).isEqualTo(server.pid());
            assertThat(exports.at("/http/url").asText())
                    .isEqualTo("http://127.0.0.1:" + exports.at("/http/port").asInt());
            assertThat(Files.isRegularFile(Path.of(exports.at("/sqlite/path").asText())))
                    .isTrue();
        } finally {
            server.stop();
        }
    }

    @Test
    void sigterm_endsItInOrderAndLosesNothing() throws Exception {
        Path root = PackagedServer.newRoot();
        PackagedServer first = PackagedServer.start(root);
        try {
            assertThat(status("PUT", first.url() + "/v1/stream/kept")).isEqualTo(201);
        } finally {
            first.stop();
        }

        PackagedServer second = PackagedServer.start(root);
        try {
            assertThat(status("HEAD", second.url() + "/v1/stream/kept")).isEqualTo(200);
            assertThat(status("HEAD", second.url() + "/v1/stream/never")).isEqualTo(404);
        } finally {
            second.stop();
        }
    }

    private static int status(String method, String url) throws Exception {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod(method);
        int status = connection.getResponseCode();
        connection.disconnect();
        return status;
    }
}
