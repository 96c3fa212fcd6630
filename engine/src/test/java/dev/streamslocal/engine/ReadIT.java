package dev.streamslocal.engine;

import static dev.streamslocal.engine.TestServer.header;
import static dev.streamslocal.engine.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.protocol.Offset;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadIT {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";
    private static final String S = "/v1/stream/s";

    @TempDir
    Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void position(HttpResponse<byte[]> response, long next, long tail, boolean closed) {
        assertThat(header(response, "Stream-Next-Offset")).isEqualTo(Offset.token(next));
        assertThat(header(response, "Stream-End-Offset")).isEqualTo(Offset.token(tail));
        assertThat(header(response, "Stream-Up-To-Date")).isEqualTo(next == tail ? "true" : "");
        assertThat(header(response, "Stream-Closed")).isEqualTo(closed ? "true" : "");
    }

    @Test
    void read_json_isOneArrayOverAllAppends() {
        server.put(S, JSON, "");
        assertThat(text(server.get(S))).isEqualTo("[]");
        server.post(S, JSON, "[1,\"a\"]");
        server.post(S, JSON, "{\"b\":  1.0}");
        var all = server.get(S + "?offset=-1");
        assertThat(text(all)).isEqualTo("[1,\"a\",{\"b\":  1.0}]");
        assertThat(header(all, "Content-Type")).isEqualTo(JSON);
        assertThat(header(all, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(all, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(header(all, "Stream-Cursor")).isEmpty();
        position(all, 3, 3, false);
        assertThat(text(server.get(S + "?offset=" + Offset.token(1)))).isEqualTo("[\"a\",{\"b\":  1.0}]");
        var raw = server.get(S + "?format=raw");
        assertThat(text(raw)).isEqualTo("1\"a\"{\"b\":  1.0}");
        assertThat(header(raw, "Content-Type")).isEqualTo(JSON);
    }

    @Test
    void read_bytes_areConcatenated() {
        server.put(S, "text/plain; charset=utf-8", "");
        server.post(S, TEXT, "one");
        server.post(S, TEXT, "two");
        var all = server.get(S);
        assertThat(text(all)).isEqualTo("onetwo");
        assertThat(header(all, "Content-Type")).isEqualTo(TEXT);
        assertThat(server.get(S + "?format=json").statusCode()).isEqualTo(400);
    }

    @Test
    void read_beyondTheTail_isEmptyAndNotUpToDate() {
        server.put(S, JSON, "[1]");
        var beyond = server.get(S + "?offset=" + Offset.token(5));
        assertThat(text(beyond)).isEqualTo("[]");
        position(beyond, 5, 1, false);
        var far = Offset.token(-1);
        assertThat(header(server.get(S + "?offset=" + far.toLowerCase()), "Stream-Next-Offset"))
                .isEqualTo(far);
    }

    @Test
    void read_now_isEmptyAtTheTail() {
        server.put(S, JSON, "[1]");
        var now = server.get(S + "?offset=now");
        assertThat(text(now)).isEqualTo("[]");
        position(now, 1, 1, false);
        assertThat(header(now, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(now, "ETag")).isEmpty();
        server.send("POST", S, "", "Stream-Closed", "true");
        position(server.get(S + "?offset=now&format=raw"), 1, 1, true);
        assertThat(server.get(S + "?offset=now&format=raw").body()).isEmpty();
    }

    @Test
    void read_knownTag_is304UntilAnythingChanges() {
        server.put(S, JSON, "[1]");
        var tag = header(server.get(S), "ETag");
        assertThat(tag).startsWith("W/\"");
        var unchanged = server.get(S, "If-None-Match", "\"other\", " + tag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(header(unchanged, "ETag")).isEqualTo(tag);
        assertThat(header(unchanged, "Content-Type")).isEmpty();
        position(unchanged, 1, 1, false);
        assertThat(server.get(S, "If-None-Match", "*").statusCode()).isEqualTo(304);
        assertThat(server.get(S + "?format=raw", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        server.send("POST", S, "", "Stream-Closed", "true");
        assertThat(server.get(S, "If-None-Match", tag).statusCode()).isEqualTo(200);
        server.send("DELETE", S, "");
        server.put(S, JSON, "[1]");
        assertThat(server.get(S, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void read_byKey_movesPastWhatDoesNotMatch() {
        server.put(S, JSON, "");
        server.post(S, JSON, "[1,2]", "Stream-Key", "k/1");
        server.post(S, JSON, "3", "Stream-Key", "other");
        server.post(S, JSON, "4");
        var one = server.get(S + "/pk/k%2F1?key=other");
        assertThat(text(one)).isEqualTo("[1,2]");
        position(one, 4, 4, false);
        assertThat(text(server.get(S + "?key=other"))).isEqualTo("[3]");
        var none = server.get(S + "?key=absent");
        assertThat(text(none)).isEqualTo("[]");
        position(none, 4, 4, false);
        assertThat(text(server.get(S + "?key="))).isEqualTo("[1,2,3,4]");
    }

    @Test
    void read_keyBeyondAscii_isReadAsLatin1() throws IOException {
        server.put(S, JSON, "");
        var request = "POST " + S + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON
                + "\r\nStream-Key: \u00c3\u00a9\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1";
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 204");
        }
        // Two bytes of UTF-8 in the header are two characters of the key.
        assertThat(text(server.get(S + "?key=%C3%83%C2%A9"))).isEqualTo("[1]");
        assertThat(text(server.get(S + "?key=%C3%A9"))).isEqualTo("[]");
    }

    @Test
    void read_since_startsAtTheTime() {
        server.put(S, JSON, "");
        server.post(S, JSON, "1", "Stream-Timestamp", "2999-01-01T00:00:00Z", "Stream-Key", "a");
        server.post(S, JSON, "2", "Stream-Timestamp", "2999-01-02T00:00:00Z", "Stream-Key", "b");
        server.post(S, JSON, "3", "Stream-Timestamp", "2999-01-03T00:00:00Z", "Stream-Key", "a");
        assertThat(text(server.get(S + "?since=2999-01-02T00:00:00Z"))).isEqualTo("[2,3]");
        assertThat(text(server.get(S + "?since=2999-01-01T12:00:00Z&key=a"))).isEqualTo("[3]");
        var none = server.get(S + "?since=2999-01-04T00:00:00Z");
        assertThat(text(none)).isEqualTo("[]");
        position(none, 3, 3, false);
        assertThat(text(server.get(S + "?since=2999-01-02T00:00:00Z&offset=-1")))
                .isEqualTo("[1,2,3]");
    }

    @Test
    void read_wrongParameters_are400() {
        server.put(S, JSON, "[1]");
        assertThat(text(server.get(S + "?offset=" + Offset.token(0) + "&offset=-1")))
                .contains("more than one offset");
        assertThat(text(server.get(S + "?offset="))).contains("missing offset");
        assertThat(text(server.get(S + "?filter=a%3A1"))).contains("not implemented yet: filter");
        assertThat(server.get(S + "?key=%FF").statusCode()).isEqualTo(400);
        assertThat(server.get("/v1/stream/%FF").statusCode()).isEqualTo(400);
        assertThat(server.get(S + "/pk/%FF").statusCode()).isEqualTo(400);
    }

    @Test
    void read_pages_joinToTheWhole() {
        var seed = Long.getLong("seed", System.nanoTime());
        System.out.println("read_pages_joinToTheWhole -Dseed=" + seed);
        var random = new Random(seed);
        server.put(S, TEXT, "");
        var expected = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            var piece = Character.toString('a' + i % 26).repeat(1 + random.nextInt(100_000));
            expected.append(piece);
            server.post(S, TEXT, piece);
        }
        var read = new StringBuilder();
        var offset = "-1";
        HttpResponse<byte[]> page;
        do {
            page = server.get(S + "?offset=" + offset);
            read.append(text(page));
            offset = header(page, "Stream-Next-Offset");
        } while (header(page, "Stream-Up-To-Date").isEmpty());
        assertThat(read.toString().equals(expected.toString())).isTrue();
    }

    @Test
    void read_largePages_areStreamedWhole() {
        server.close();
        server = new TestServer(directory, new ReadLimits(64 * 1024 * 1024, Long.MAX_VALUE), LiveLimits.STANDARD);
        server.put(S, JSON, "");
        var raw = new StringBuilder();
        var array = new StringBuilder("[");
        for (int i = 0; i < 5; i++) {
            var values = new StringBuilder("[");
            for (int j = 0; j < 20; j++) {
                var value = "\"" + Character.toString('a' + j).repeat(70_000 + i) + "\"";
                values.append(j == 0 ? "" : ",").append(value);
                raw.append(value);
                array.append(array.length() == 1 ? "" : ",").append(value);
            }
            assertThat(server.post(S, JSON, values.append(']').toString()).statusCode())
                    .isEqualTo(204);
        }
        array.append(']');
        var page = server.get(S);
        assertThat(header(page, "Content-Length")).isEqualTo(Integer.toString(array.length()));
        assertThat(page.body()).isEqualTo(array.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(server.get(S + "?format=raw").body())
                .isEqualTo(raw.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_entriesLimit_endsThePage() {
        server.close();
        server = new TestServer(directory, new ReadLimits(1024, 2), LiveLimits.STANDARD);
        server.put(S, JSON, "[1,2,3]");
        var page = server.get(S);
        assertThat(text(page)).isEqualTo("[1,2]");
        position(page, 2, 3, false);
        assertThat(text(server.get(S + "?offset=" + Offset.token(2)))).isEqualTo("[3]");
    }

    @Test
    void head_describesTheStream() {
        server.put(S, JSON, "[1]", "Stream-Closed", "true");
        var head = server.send("HEAD", S, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Type")).isEqualTo(JSON);
        assertThat(header(head, "Stream-Next-Offset")).isEqualTo(Offset.token(1));
        assertThat(header(head, "Stream-End-Offset")).isEqualTo(Offset.token(1));
        assertThat(header(head, "Stream-Closed")).isEqualTo("true");
        assertThat(header(head, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(head, "ETag")).isEmpty();
        assertThat(server.send("HEAD", "/v1/stream/none", "").statusCode()).isEqualTo(404);
    }
}
