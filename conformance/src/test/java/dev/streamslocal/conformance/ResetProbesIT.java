package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients that reset their connection at any byte: nothing half done stays, nothing is leaked, and nothing is worth a line of the log. */
@Ours("a promise of ours")
@Execution(ExecutionMode.SAME_THREAD)
class ResetProbesIT {
    private static final int UPLOADS = 100;
    private static final int UPLOAD_BYTES = 2_000_000;
    private static final int FILES_SPARE = 10;

    private static Path root;
    private static PackagedServer server;

    @BeforeAll
    static void start() {
        root = PackagedServer.newRoot();
        server = PackagedServer.startInItsSize(root);
        create("/v1/stream/text", "kept");
    }

    @AfterAll
    static void stop() {
        server.stop();
        assertThat(server.log()).doesNotContain("\tat ", "Exception", "ERROR", "WARN");
    }

    @Test
    void anyByteOfARequest() throws Exception {
        String type = "Content-Type: text/plain\r\n";
        String body = "0123456789".repeat(20);
        int files = openFiles();
        for (String whole : List.of(
                head("POST", "/v1/stream/text") + type + "Content-Length: 200\r\n\r\n" + body,
                head("POST", "/v1/stream/text") + type + "Transfer-Encoding: chunked\r\n\r\nc8\r\n" + body
                        + "\r\n0\r\n\r\n",
                head("POST", "/v1/stream/text") + type + "Expect: 100-continue\r\nContent-Length: 200\r\n\r\n" + body,
                head("PUT", "/v1/stream/half") + type + "Content-Length: 200\r\n\r\n" + body,
                head("DELETE", "/v1/stream/text") + "Content-Length: 200\r\n\r\n" + body)) {
            for (int sent = 0; sent < whole.length(); sent++) {
                Wire.open(server.address()).send(whole.substring(0, sent)).reset();
            }
        }
        assertThat(ask("GET", "/v1/stream/text")).hasBody("kept");
        assertThat(ask("GET", "/v1/stream/half")).hasStatus(404);
        assertGivenBack(files);
    }

    @Test
    void anyByteOfALiveRequest_andRightBehindIt() throws Exception {
        int files = openFiles();
        for (String query :
                List.of("?offset=now&live=sse", "?offset=-1&live=sse", "?offset=now&live=long-poll&timeout=60s")) {
            String whole = head("GET", "/v1/stream/text" + query) + "\r\n";
            for (int sent = 0; sent <= whole.length(); sent++) {
                Wire.open(server.address()).send(whole.substring(0, sent)).reset();
            }
        }
        assertGivenBack(files);
    }

    @Test
    void anyByteOfWhatAnSseReaderGets() throws Exception {
        int files = openFiles();
        String request = head("GET", "/v1/stream/text?offset=-1&live=sse") + "\r\n";
        int length = eventBytes(request);
        for (int taken = 1; taken <= length; taken++) {
            Wire wire = Wire.open(server.address()).send(request);
            wire.take(taken);
            wire.reset();
        }
        assertGivenBack(files);
    }

    /** Together they are more than the server takes in at a time: what it had set aside for one is free again. */
    @Test
    void uploads_giveTheirRoomBack() throws Exception {
        int files = openFiles();
        for (int i = 0; i < UPLOADS; i++) {
            Wire.open(server.address())
                    .send(head("POST", "/v1/stream/text")
                            + "Content-Type: text/plain\r\nContent-Length: 10000000\r\n\r\n")
                    .send(new byte[UPLOAD_BYTES])
                    .reset();
        }
        assertGivenBack(files);
        create("/v1/stream/large", "x".repeat(10_000_000));
        assertThat(ask("GET", "/v1/stream/text")).hasBody("kept");
    }

    /** Requests that were whole may have been served; the connection's other end is missed only when the answers come. */
    @Test
    void pipelinedReads_areForgotten() throws Exception {
        create("/v1/stream/pages", "x".repeat(1 << 20));
        int files = openFiles();
        for (int i = 0; i < 50; i++) {
            Wire wire = Wire.open(server.address()).send((head("GET", "/v1/stream/pages") + "\r\n").repeat(20));
            wire.take(i * 1_000);
            wire.reset();
        }
        assertGivenBack(files);
        assertThat(ask("GET", "/v1/stream/pages").body()).hasSize(1 << 20);
    }

    /** Bytes until the control event has come. */
    private static int eventBytes(String request) {
        try (Wire wire = Wire.open(server.address()).send(request)) {
            var text = new StringBuilder();
            while (!(text.indexOf("event: control") > 0 && text.toString().endsWith("\n\n"))) {
                text.append((char) wire.take(1)[0]);
            }
            return text.length();
        }
    }

    private static int openFiles() {
        return ProcessFigures.of(server.pid()).openFiles();
    }

    private static void assertGivenBack(int files) throws InterruptedException {
        int most = files + FILES_SPARE;
        assertThat(ProcessFigures.await(server.pid(), now -> now.openFiles() <= most)
                        .openFiles())
                .isLessThanOrEqualTo(most);
    }

    /** Repeats what a slow disk did not finish in time; for want of room nothing is repeated. */
    private static void create(String path, String body) {
        Answer answer = put(path, body);
        while (answer.status() == 408) {
            answer = put(path, body);
        }
        assertThat(answer.status()).isIn(200, 201);
    }

    private static Answer put(String path, String body) {
        try (Wire wire = Wire.open(server.address())) {
            return wire.send(head("PUT", path) + "Content-Type: text/plain\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .answer();
        }
    }

    private static Answer ask(String method, String path) {
        try (Wire wire = Wire.open(server.address())) {
            return wire.send(head(method, path) + "\r\n").answer();
        }
    }

    private static String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    }
}
