package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an answer that is being sent while its server closes. */
@Timeout(120)
class CloseGraceIT {
    /** More than the sockets of both sides hold. */
    private static final int BODY_BYTES = 48 << 20;

    @TempDir
    Path root;

    @Test
    void close_answerThatEndsInTheGrace_isSentWhole() throws Exception {
        var server = start(Duration.ofSeconds(60));
        try (var reader = beginReading(server)) {
            var closing = CompletableFuture.runAsync(server::close);
            awaitRefusal(server);
            assertThat(closing).isNotDone();

            assertThat(drain(reader.getInputStream())).isGreaterThanOrEqualTo(BODY_BYTES);
            closing.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void close_answerThatOutlastsTheGrace_isCut() throws Exception {
        var grace = Duration.ofMillis(1_500);
        var server = start(grace);
        try (var reader = beginReading(server)) {
            var began = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThanOrEqualTo(grace)
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(drain(reader.getInputStream())).isLessThan(BODY_BYTES);
        }
    }

    @Test
    void close_noGrace_cutsAtOnce() throws Exception {
        var server = start(Duration.ZERO);
        try (var reader = beginReading(server)) {
            server.close();
            assertThat(drain(reader.getInputStream())).isLessThan(BODY_BYTES);
        }
    }

    @Test
    void closeGrace_standard_isASecond() {
        assertThat(options().build().closeGrace()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void closeGrace_negativeOrEndless_isRefused() {
        assertThatThrownBy(() -> options().closeGrace(Duration.ofMillis(-1)).build())
                .isInstanceOf(StartException.class)
                .hasMessage("invalid close grace: PT-0.001S (0 to 24 hours)");
        assertThatThrownBy(() ->
                        options().closeGrace(Duration.ofSeconds(Long.MAX_VALUE)).build())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("invalid close grace: PT");
    }

    private LocalStreamsServer start(Duration grace) {
        return LocalStreamsServer.start(options().closeGrace(grace).build());
    }

    private ServerOptions.Builder options() {
        var limits = Map.of(
                "DS_APPEND_MAX_BODY_BYTES",
                String.valueOf(BODY_BYTES),
                "DS_READ_MAX_BYTES",
                String.valueOf(BODY_BYTES));
        return ServerOptions.builder()
                .name("dev")
                .durability("off")
                .dataRoot(new DataRoot(root))
                .environment(limits);
    }

    /** Has the server send a large answer, and takes no more than its first byte. */
    private static Socket beginReading(LocalStreamsServer server) throws IOException, InterruptedException {
        var url = URI.create(server.exports().url() + "/v1/stream/a");
        var put = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(new byte[BODY_BYTES]));
        try (var client = HttpClient.newHttpClient()) {
            assertThat(client.send(put.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(201);
        }
        var socket = new Socket();
        socket.setReceiveBufferSize(64 << 10);
        socket.setSoTimeout(30_000);
        socket.connect(address(server));
        var head = "GET /v1/stream/a?offset=-1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    private static void awaitRefusal(LocalStreamsServer server) throws IOException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            try (var late = new Socket()) {
                late.connect(address(server));
            } catch (ConnectException e) {
                return;
            }
        }
        throw new AssertionError("the server goes on listening");
    }

    private static InetSocketAddress address(LocalStreamsServer server) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.exports().port());
    }

    private static long drain(InputStream in) {
        var buffer = new byte[64 << 10];
        long read = 0;
        try {
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read += count;
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("reset")) {
                throw new UncheckedIOException(e);
            }
        }
        return read;
    }
}
