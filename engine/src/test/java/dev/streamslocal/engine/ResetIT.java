package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that forgets everything while it runs. */
@Timeout(60)
class ResetIT {
    private static final String SECRET = "the quick brown fox";

    @TempDir
    Path root;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private LocalStreamsServer server;

    @BeforeEach
    void start() {
        server = LocalStreamsServer.start(ServerOptions.builder()
                .name("dev")
                .dataRoot(new DataRoot(root))
                .environment(Map.of())
                .build());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void reset_takesStreamsAndBytesAndKeepsTheAddress() throws Exception {
        var exports = server.exports();
        assertThat(send("PUT", "/v1/stream/a", "[\"" + SECRET + "\"]").statusCode())
                .isEqualTo(201);
        assertThat(onDisk()).contains(SECRET);

        server.reset();

        assertThat(server.exports()).isEqualTo(exports);
        assertThat(onDisk()).doesNotContain(SECRET);
        assertThat(send("GET", "/v1/stream/a", "").statusCode()).isEqualTo(404);
        assertThat(send("PUT", "/v1/stream/a", "[2]").statusCode()).isEqualTo(201);
        assertThat(send("GET", "/v1/stream/a", "").body()).isEqualTo("[2]");
    }

    @Test
    void reset_streamWithForks_takesBoth() throws Exception {
        send("PUT", "/v1/stream/a", "[1]");
        var fork = request("PUT", "/v1/stream/b", "").setHeader("Stream-Forked-From", "/v1/stream/a");
        assertThat(client.send(fork.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);

        server.reset();

        assertThat(send("GET", "/v1/stream/a", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/stream/b", "").statusCode()).isEqualTo(404);
    }

    @Test
    void reset_liveReads_end() throws Exception {
        send("PUT", "/v1/stream/a", "[1]");
        var sse = SseClient.open(client, URI.create(server.exports().url() + "/v1/stream/a?live=sse&offset=-1"));
        assertThat(sse.next().text()).startsWith("event: data");
        var poll = client.sendAsync(
                request("GET", "/v1/stream/a?live=long-poll&timeout=50s&offset=now", "")
                        .build(),
                BodyHandlers.ofString());
        awaitReaders(2);

        server.reset();

        assertThat(sse.rest()).allMatch(SseClient.Event::control);
        assertThat(poll.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
    }

    @Test
    void reset_manyTimes_holdsNoMoreFilesOpen() throws Exception {
        server.reset();
        var before = descriptors();
        for (var i = 0; i < 20; i++) {
            assertThat(send("PUT", "/v1/stream/a", "[1]").statusCode()).isEqualTo(201);
            server.reset();
        }
        // The client's one connection was opened after the first look.
        assertThat(descriptors()).isLessThanOrEqualTo(before + 4);
    }

    @Test
    void reset_afterClose_isRefused() {
        server.close();
        assertThatThrownBy(() -> server.reset())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the server is closed: dev");
    }

    private void awaitReaders(int readers) throws Exception {
        var waiting = "\"waiters\":";
        var body = "";
        for (var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); System.nanoTime() < deadline; ) {
            body = send("GET", "/v1/server/_details", "").body();
            if (body.contains(waiting + readers)) {
                return;
            }
        }
        assertThat(body).contains(waiting + readers);
    }

    private String onDisk() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.list(root.resolve("dev"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static long descriptors() throws IOException {
        var open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (var links = Files.list(open)) {
            return links.count();
        }
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(request(method, path, body).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(server.exports().url() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }
}
