package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server that serves only those who show its key (decision 13), and where that key can be seen. */
@Timeout(120)
class ApiKeyIT {
    /** As long as those of key generators, with the padding of Base64. */
    private static final String KEY = "s3cret+Key/of-42==";

    private static final String REFUSED = "{\"error\":{\"code\":\"unauthorized\",\"message\":\"API key required\"}}";
    private static final Pattern URL = Pattern.compile("\"url\": \"([^\"]+)\"");

    @TempDir
    Path temporary;

    private HttpResponse<String> send(String url, String method, String path, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private StreamsProcess start(String... more) throws IOException {
        var words = new String[more.length + 1];
        words[0] = "start";
        System.arraycopy(more, 0, words, 1, more.length);
        return StreamsProcess.run(Files.createDirectories(temporary.resolve("root")), words)
                .untilReady();
    }

    @Test
    void withoutTheKey_allButHealthAndPreflightsIs401() throws Exception {
        try (var server = start("--api-key=" + KEY)) {
            var url = server.url();
            for (var each :
                    List.of("GET /v1/streams", "PUT /v1/stream/a", "GET /metrics", "GET /nowhere", "OPTIONS /")) {
                var words = each.split(" ");
                var refused = send(url, words[0], words[1]);
                assertThat(refused.statusCode()).as(each).isEqualTo(401);
                assertThat(refused.body()).isEqualTo(REFUSED);
                assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            }
            assertThat(send(url, "GET", "/health").statusCode()).isEqualTo(200);
            assertThat(send(
                                    url,
                                    "OPTIONS",
                                    "/v1/stream/a",
                                    "Origin",
                                    "http://localhost:3000",
                                    "Access-Control-Request-Method",
                                    "PUT")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(send(url, "GET", "/v1/stream/a", "Authorization", "Bearer " + KEY)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void whatIsNotTheKey_isRefused() throws Exception {
        try (var server = start("--api-key", KEY)) {
            for (var each : List.of(
                    "Bearer",
                    "Bearer ",
                    "Bearer " + KEY + "x",
                    "Bearer " + KEY.substring(1),
                    "Bearer " + KEY.toLowerCase(Locale.ROOT),
                    "Basic " + KEY,
                    KEY)) {
                assertThat(send(server.url(), "GET", "/v1/streams", "Authorization", each)
                                .statusCode())
                        .as(each)
                        .isEqualTo(401);
            }
            assertThat(send(server.url(), "GET", "/v1/streams", "authorization", "bearer  " + KEY)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send(
                                    server.url(),
                                    "GET",
                                    "/v1/streams",
                                    "Authorization",
                                    "Bearer " + KEY,
                                    "Authorization",
                                    "Bearer " + KEY)
                            .statusCode())
                    .as("given twice")
                    .isEqualTo(401);
            assertThat(server.output() + server.errors()).doesNotContain(KEY);
        }
    }

    @Test
    void keyOfAFile_isTakenWithoutTheEndOfItsLine() throws Exception {
        var file = Files.writeString(temporary.resolve("key"), KEY + "\n");
        try (var server = start("--api-key-file", file.toString())) {
            assertThat(send(server.url(), "GET", "/v1/streams").statusCode()).isEqualTo(401);
            assertThat(send(server.url(), "GET", "/v1/streams", "Authorization", "Bearer " + KEY)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keysThatCannotBe_stopTheStart_andAreNotRepeated() throws Exception {
        assertStops("--api-key needs a value", "--api-key");
        assertStops("--api-key needs a value", "--api-key=");
        assertStops("invalid API key: it needs visible ASCII characters and nothing else", "--api-key=two words");
        var missing = temporary.resolve("missing");
        assertStops(
                "cannot read --api-key-file " + missing + ": java.nio.file.NoSuchFileException: " + missing,
                "--api-key-file=" + missing);
        var empty = Files.writeString(temporary.resolve("empty"), "\n");
        assertStops("invalid API key: it needs visible ASCII characters and nothing else", "--api-key-file=" + empty);
    }

    private void assertStops(String message, String word) throws Exception {
        var root = Files.createDirectories(temporary.resolve("root"));
        try (var failed = StreamsProcess.run(root, "start", word)) {
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.output()).isEmpty();
            assertThat(failed.errors()).isEqualTo(message + "\n");
        }
    }

    /** The script in a folder of its own, so that it neither builds nor disturbs what was prepared for another one. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void script_handsTheKeyOnOutOfSight() throws Exception {
        var clone = Files.createDirectories(temporary.resolve("clone"));
        Files.createDirectories(clone.resolve(".mvn"));
        Files.createDirectories(clone.resolve("cli/target"));
        var project = Path.of("..").toAbsolutePath().normalize();
        for (var each : List.of("streams", ".mvn/find-jdk.sh", "pom.xml")) {
            Files.copy(project.resolve(each), clone.resolve(each), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.copy(project.resolve("cli/target/streams-local.jar"), clone.resolve("cli/target/streams-local.jar"));
        var builder = new ProcessBuilder(
                        clone.resolve("streams").toString(), "start", "--name=dev", "--api-key", KEY, "--name", "dev")
                .redirectError(temporary.resolve("errors").toFile());
        builder.environment()
                .put("DS_LOCAL_DATA_ROOT", temporary.resolve("root").toString());
        var process = builder.start();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            var url = URL.matcher(output.lines().limit(6).reduce("", String::concat));
            assertThat(url.find())
                    .as(Files.readString(temporary.resolve("errors")))
                    .isTrue();
            assertThat(send(url.group(1), "GET", "/v1/streams").statusCode()).isEqualTo(401);
            assertThat(send(url.group(1), "GET", "/v1/streams", "Authorization", "Bearer " + KEY)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")))
                    .contains("start\0--name=dev\0--name\0dev")
                    .doesNotContain(KEY);
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
