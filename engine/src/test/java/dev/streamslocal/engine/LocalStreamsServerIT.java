package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalStreamsServerIT {
    @TempDir
    Path root;

    @Test
    void start_servesAndKeepsWhatWasAppendedOverARestart() throws Exception {
        try (var server = start("dev")) {
            assertThat(send(server, "PUT", "/v1/stream/a", "[1]").statusCode()).isEqualTo(201);
            assertThat(send(server, "POST", "/v1/stream/a", "[2,3]").statusCode())
                    .isEqualTo(204);
        }
        try (var server = start("dev")) {
            assertThat(send(server, "GET", "/v1/stream/a", "").body()).isEqualTo("[1,2,3]");
        }
    }

    @Test
    void start_twoNames_areTwoServers() throws Exception {
        try (var one = start("one");
                var two = start("two")) {
            assertThat(one.exports().port()).isNotEqualTo(two.exports().port());
            assertThat(one.exports().sqlite()).isNotEqualTo(two.exports().sqlite());
            assertThat(send(one, "PUT", "/v1/stream/a", "[1]").statusCode()).isEqualTo(201);
            assertThat(send(two, "GET", "/v1/stream/a", "").statusCode()).isEqualTo(404);

            one.close();
            assertThat(send(two, "GET", "/health", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void start_sameName_isLockedAndTheFirstGoesOn() throws Exception {
        try (var server = start("dev")) {
            assertThatThrownBy(() -> start("dev")).isInstanceOf(StartException.class);
            assertThat(send(server, "GET", "/health", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void start_portBusy_namesItAndGivesTheLockBack() throws IOException {
        try (var busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var options = options("dev").port(busy.getLocalPort()).build();
            assertThatThrownBy(() -> LocalStreamsServer.start(options))
                    .isInstanceOfSatisfying(
                            StartException.class, e -> assertThat(e.fault()).isEqualTo(StartException.Fault.ADDRESS))
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + busy.getLocalPort() + ": ")
                    .hasMessageContaining("in use");
        }
        start("dev").close();
    }

    @Test
    void start_fileIsNoDatabase_tellsAndLeavesItAlone() throws IOException {
        var file = root.resolve("dev").resolve("durable-streams.sqlite");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "not a database ".repeat(500));
        assertThatThrownBy(() -> start("dev"))
                .isInstanceOfSatisfying(
                        StartException.class, e -> assertThat(e.fault()).isEqualTo(StartException.Fault.DATABASE));
        assertThat(file).content().isEqualTo("not a database ".repeat(500));
        assertThat(root.resolve("dev").resolve("server.lock.lock")).doesNotExist();
    }

    @Test
    void start_everySetting_acts() throws Exception {
        var environment = Map.of(
                "DS_READ_MAX_RECORDS", "2", "DS_APPEND_MAX_BODY_BYTES", "20", "DS_LOCAL_BACKLOG_MAX_BYTES", "30");
        try (var server =
                LocalStreamsServer.start(options("dev").environment(environment).build())) {
            assertThat(send(server, "PUT", "/v1/stream/a", "[1,2,3]").statusCode())
                    .isEqualTo(201);
            assertThat(send(server, "GET", "/v1/stream/a", "").body()).isEqualTo("[1,2]");
            assertThat(send(server, "POST", "/v1/stream/a", "\"" + "x".repeat(20) + "\"")
                            .statusCode())
                    .isEqualTo(413);
            assertThat(send(server, "POST", "/v1/stream/a", "\"" + "x".repeat(15) + "\"")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(send(server, "POST", "/v1/stream/a", "\"" + "x".repeat(15) + "\"")
                            .statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void start_expiredStream_isSweptFromTheFile() throws Exception {
        var environment = Map.of("DS_EXPIRY_SWEEP_MS", "20");
        try (var server =
                LocalStreamsServer.start(options("dev").environment(environment).build())) {
            var request = request(server, "PUT", "/v1/stream/a", "[1]").header("Stream-TTL", "1");
            assertThat(client(request).statusCode()).isEqualTo(201);
            var gone = request(server, "GET", "/v1/stream/a", "");
            var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            // Until it is swept, an expired stream is answered with "stream expired".
            for (var body = client(gone).body(); !body.contains("not_found") || body.contains("expired"); ) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                // Longer than the TTL, which each read before its end renews.
                Thread.sleep(1_200);
                body = client(gone).body();
            }
        }
    }

    @Test
    void close_openLiveReadsAndIdleConnections_endsWithinFiveSeconds() throws Exception {
        var server = start("dev");
        send(server, "PUT", "/v1/stream/a", "[1]");
        try (var idle = new Socket("127.0.0.1", server.exports().port());
                var live = new Socket("127.0.0.1", server.exports().port())) {
            var head = "GET /v1/stream/a?live=sse&offset=-1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            live.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(live.getInputStream().read()).isEqualTo('H');

            var began = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));

            assertThatCode(() -> drain(live.getInputStream())).doesNotThrowAnyException();
            assertThat(root.resolve("dev").resolve("server.lock.lock")).doesNotExist();
            assertThat(root.resolve("dev").resolve("server.json")).doesNotExist();
            assertThat(root.resolve("dev").resolve("durable-streams.sqlite-wal"))
                    .doesNotExist();
            assertThat(root.resolve("dev").resolve("durable-streams.sqlite-shm"))
                    .doesNotExist();
        }
    }

    private static void drain(InputStream in) {
        try {
            in.readAllBytes();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private LocalStreamsServer start(String name) {
        return LocalStreamsServer.start(options(name).build());
    }

    private ServerOptions.Builder options(String name) {
        return ServerOptions.builder().name(name).dataRoot(new DataRoot(root)).environment(Map.of());
    }

    private static HttpResponse<String> send(LocalStreamsServer server, String method, String path, String body)
            throws IOException, InterruptedException {
        return client(request(server, method, path, body));
    }

    private static HttpRequest.Builder request(LocalStreamsServer server, String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(server.exports().url() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> client(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
