package dev.streamslocal.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogIT {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";
    private static final String TOOK = " \\d+\\.\\d{3}ms";

    @TempDir
    Path root;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private LocalStreamsServer server;

    @BeforeEach
    void start() {
        server = LocalStreamsServer.start(ServerOptions.builder()
                .environment(Map.of("DS_LOCAL_DATA_ROOT", root.toString()))
                .requestLog(lines::add)
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends bytes and reads to the end of the connection. */
    private void send(String head) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.exports().port())) {
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    private String line() throws InterruptedException {
        return String.valueOf(lines.poll(10, TimeUnit.SECONDS));
    }

    private static String request(String start, String more) {
        return start + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + more + "\r\n";
    }

    @Test
    void line_isTimeMethodTargetStatusBytesAndMillis() throws Exception {
        send(request("PUT /v1/stream/a", "Content-Type: application/json\r\nContent-Length: 0\r\n"));
        assertThat(line()).matches(TIME + "PUT /v1/stream/a 201 0" + TOOK);
        send(request("GET /v1/stream/a?offset=-1", ""));
        assertThat(line()).matches(TIME + "GET /v1/stream/a\\?offset=-1 200 2" + TOOK);
        send(request("GET /v1/stream/none", ""));
        assertThat(line()).matches(TIME + "GET /v1/stream/none 404 \\d+" + TOOK);
    }

    @Test
    void headersAndBodies_doNotAppear() throws Exception {
        send(request(
                        "PUT /v1/stream/a",
                        "Authorization: Bearer s3cret\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n")
                + "s3cret");
        assertThat(line()).contains("PUT /v1/stream/a 201").doesNotContain("s3cret");
    }

    @Test
    void malformedRequests_andOnesWithForeignBytes_areOneLineEach() throws Exception {
        send("GET /v1/stream/a\u00e9\u001b[31m HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        send("nonsense\r\n\r\n");
        assertThat(List.of(line(), line()))
                .allMatch(line -> line.chars().allMatch(each -> each >= ' ' && each < 0x7f))
                .allMatch(line -> line.matches(TIME + "\\S+ \\S+ 400 \\d+" + TOOK));
    }

    @Test
    void clientThatLeaves_hasNoStatus_andEventsCountWithTheirBytes() throws Exception {
        send(request("PUT /v1/stream/a", "Content-Type: application/json\r\nContent-Length: 3\r\n") + "[1]");
        line();
        try (var socket = new Socket("127.0.0.1", server.exports().port())) {
            socket.getOutputStream()
                    .write(request("GET /v1/stream/a?offset=now&live=long-poll&timeout=20s", "")
                            .getBytes(ISO_8859_1));
            Thread.sleep(300);
        }
        assertThat(line()).matches(TIME + "GET \\S+ - 0" + TOOK);
        try (var socket = new Socket("127.0.0.1", server.exports().port())) {
            socket.getOutputStream()
                    .write(request("GET /v1/stream/a?offset=-1&live=sse", "").getBytes(ISO_8859_1));
            assertThat(socket.getInputStream().read()).isPositive();
        }
        assertThat(line()).matches(TIME + "GET \\S+ 200 [1-9]\\d+" + TOOK);
    }
}
