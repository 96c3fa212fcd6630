package dev.streamslocal.engine;

import dev.streamslocal.engine.http.HttpOptions;
import dev.streamslocal.engine.http.HttpServer;
import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A server in this JVM on a free port, with a clock that moves when told to, and a client for it. */
final class TestServer implements AutoCloseable {
    final MovableClock clock = new MovableClock();
    final Watches watches = new Watches();
    final Storage storage;
    private final Routes routes;
    private final HttpServer http;
    private final HttpClient client;
    private final String url;

    TestServer(Path directory, ReadLimits readLimits, LiveLimits liveLimits) {
        storage = Storage.open(StorageOptions.of(directory.resolve("durable-streams.sqlite"))
                .clock(clock)
                .observer(watches));
        var traffic = new Traffic();
        routes = new Routes(storage, watches, clock, Limits.BODY_BYTES_MAX, readLimits, liveLimits, traffic);
        http = HttpServer.bind(HttpOptions.defaults().withEventLoops(2).withObserver(traffic), routes);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        url = "http://127.0.0.1:" + http.address().getPort();
    }

    TestServer(Path directory) {
        this(directory, ReadLimits.STANDARD, LiveLimits.STANDARD);
    }

    int port() {
        return http.address().getPort();
    }

    String url(String path) {
        return url + path;
    }

    void stopRoutes() {
        routes.close();
    }

    /** Sends a request; {@code headers} are names and values in turn. */
    HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        try {
            return client.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<HttpResponse<byte[]>> sendAsync(String path) {
        return client.sendAsync(request("GET", path, new byte[0]), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    HttpResponse<byte[]> put(String path, String contentType, String body, String... more) {
        var headers = new String[more.length + 2];
        headers[0] = "Content-Type";
        headers[1] = contentType;
        System.arraycopy(more, 0, headers, 2, more.length);
        return send("PUT", path, body, headers);
    }

    HttpResponse<byte[]> post(String path, String contentType, String body, String... more) {
        var headers = new String[more.length + 2];
        headers[0] = "Content-Type";
        headers[1] = contentType;
        System.arraycopy(more, 0, headers, 2, more.length);
        return send("POST", path, body, headers);
    }

    SseClient sse(String path) {
        return SseClient.open(client, URI.create(url + path));
    }

    private HttpRequest request(String method, String path, byte[] body, String... headers) {
        var publisher = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, publisher);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        client.close();
        http.close();
        storage.close();
    }
}
