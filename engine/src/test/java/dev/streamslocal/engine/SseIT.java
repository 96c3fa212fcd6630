package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.SseClient.Event;
import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.protocol.Offset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SseIT {
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

    private void restart(LiveLimits limits) {
        server.close();
        server = new TestServer(directory, ReadLimits.STANDARD, limits);
    }

    private static void control(Event event, long next, boolean upToDate) {
        assertThat(event.text())
                .matches("event: control\ndata:\\{\"streamNextOffset\":\"" + Offset.token(next) + "\""
                        + (upToDate ? ",\"upToDate\":true" : "") + ",\"streamCursor\":\"\\d+\"}");
    }

    private static void closedControl(Event event, long next) {
        assertThat(event.text())
                .isEqualTo("event: control\ndata:{\"streamNextOffset\":\"" + Offset.token(next)
                        + "\",\"upToDate\":true,\"streamClosed\":true}");
    }

    private static Event data(String payload) {
        return new Event("event: data\ndata:" + payload);
    }

    @Test
    void sse_json_followsHistoryThenAppends() {
        server.put(S, JSON, "[{\"n\":1},{\"n\":2}]");
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            var headers = sse.response.headers();
            assertThat(headers.firstValue("Content-Type")).contains("text/event-stream");
            assertThat(headers.firstValue("Cache-Control")).contains("no-cache");
            assertThat(headers.firstValue("Stream-Next-Offset")).contains(Offset.token(0));
            assertThat(headers.firstValue("Stream-End-Offset")).contains(Offset.token(2));
            assertThat(headers.firstValue("Content-Length")).isEmpty();
            assertThat(headers.firstValue("ETag")).isEmpty();
            assertThat(headers.firstValue("Stream-SSE-Data-Encoding")).isEmpty();
            assertThat(sse.next()).isEqualTo(data("[{\"n\":1},{\"n\":2}]"));
            control(sse.next(), 2, true);
            server.post(S, JSON, "3");
            assertThat(sse.next()).isEqualTo(data("[3]"));
            control(sse.next(), 3, true);
            server.post(S, JSON, "[4,5]", "Stream-Closed", "true");
            assertThat(sse.next()).isEqualTo(data("[4,5]"));
            closedControl(sse.next(), 5);
            assertThat(sse.rest()).isEmpty();
        }
        assertThat(server.watches.streams()).isZero();
    }

    @Test
    void sse_now_beginsWithControl() {
        server.put(S, JSON, "[1]");
        try (var sse = server.sse(S + "?live=sse&offset=now")) {
            control(sse.next(), 1, true);
            server.send("POST", S, "", "Stream-Closed", "true");
            closedControl(sse.next(), 1);
            assertThat(sse.rest()).isEmpty();
        }
        try (var sse = server.sse(S + "?live=sse&offset=now")) {
            closedControl(sse.next(), 1);
            assertThat(sse.rest()).isEmpty();
        }
    }

    @Test
    void sse_text_isSplitAtLines() {
        server.put(S, TEXT, " a\r\nb\rc\n");
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            assertThat(sse.next()).isEqualTo(new Event("event: data\ndata:  a\ndata:b\ndata:c\ndata:"));
            control(sse.next(), 1, true);
            server.post(S, TEXT, "event: control\n\ndata:x");
            assertThat(sse.next()).isEqualTo(new Event("event: data\ndata:event: control\ndata:\ndata:data:x"));
        }
    }

    @Test
    void sse_rawJson_isConcatenated() {
        server.put(S, JSON, "[1,2]");
        try (var sse = server.sse(S + "?live=sse&offset=-1&format=raw")) {
            assertThat(sse.next()).isEqualTo(data("12"));
        }
    }

    @Test
    void sse_binary_isBase64() {
        server.put(S, "application/octet-stream", "ab");
        server.post(S, "application/octet-stream", "c\n");
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            assertThat(sse.response.headers().firstValue("Stream-SSE-Data-Encoding"))
                    .contains("base64");
            assertThat(sse.next()).isEqualTo(data("YWJjCg=="));
            control(sse.next(), 2, true);
        }
    }

    @Test
    void sse_unfinishedCharacter_waitsForItsRest() {
        server.put(S, TEXT, "");
        var text = "a\u20ac".getBytes(StandardCharsets.UTF_8);
        server.send("POST", S, new byte[] {text[0], text[1]}, "Content-Type", TEXT);
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            assertThat(sse.next()).isEqualTo(data("a"));
            control(sse.next(), 1, true);
            server.send("POST", S, new byte[] {text[2]}, "Content-Type", TEXT);
            assertThat(sse.next()).isEqualTo(data(""));
            control(sse.next(), 2, true);
            server.send("POST", S, new byte[] {text[3], 'b', text[1]}, "Content-Type", TEXT);
            assertThat(sse.next()).isEqualTo(data("\u20acb"));
            control(sse.next(), 3, true);
            server.send("POST", S, "", "Stream-Closed", "true");
            assertThat(sse.next()).isEqualTo(data("\ufffd"));
            closedControl(sse.next(), 3);
        }
    }

    @Test
    void sse_beyondTheTail_beginsAtTheTail() {
        server.put(S, JSON, "[1]");
        for (long position : new long[] {9, -1}) {
            try (var sse = server.sse(S + "?live=sse&offset=" + Offset.token(position))) {
                assertThat(sse.response.headers().firstValue("Stream-Next-Offset"))
                        .contains(Offset.token(1));
                control(sse.next(), 1, true);
            }
        }
    }

    @Test
    void sse_manyPages_areAllSent() {
        server.put(S, TEXT, "");
        var megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 4; i++) {
            server.post(S, TEXT, megabyte);
        }
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            for (int i = 0; i < 4; i++) {
                assertThat(sse.next().text()).hasSize("event: data\ndata:".length() + megabyte.length());
                control(sse.next(), i + 1, i == 3);
            }
        }
    }

    @Test
    void sse_manyReaders_getTheSameInOrder() {
        server.put(S, JSON, "");
        var readers = new ArrayList<SseClient>();
        for (int i = 0; i < 30; i++) {
            var reader = server.sse(S + "?live=sse&offset=-1");
            control(reader.next(), 0, true);
            readers.add(reader);
        }
        for (int i = 0; i < 50; i++) {
            server.post(S, JSON, Integer.toString(i));
        }
        server.send("POST", S, "", "Stream-Closed", "true");
        for (var reader : readers) {
            var values = new ArrayList<String>();
            for (var event : reader.rest()) {
                if (!event.control()) {
                    values.add(event.text().replaceAll("event: data\ndata:\\[(.*)]", "$1"));
                }
            }
            var expected = new ArrayList<String>();
            for (int i = 0; i < 50; i++) {
                expected.add(Integer.toString(i));
            }
            assertThat(String.join(",", values)).isEqualTo(String.join(",", expected));
        }
        assertThat(server.watches.streams()).isZero();
    }

    @Test
    void sse_byKey_skipsTheOthers() {
        server.put(S, JSON, "");
        server.post(S, JSON, "1", "Stream-Key", "a");
        try (var sse = server.sse(S + "?live=sse&offset=-1&key=a")) {
            assertThat(sse.next()).isEqualTo(data("[1]"));
            control(sse.next(), 1, true);
            server.post(S, JSON, "2", "Stream-Key", "b");
            control(sse.next(), 2, true);
            server.post(S, JSON, "3", "Stream-Key", "a");
            assertThat(sse.next()).isEqualTo(data("[3]"));
        }
    }

    @Test
    void sse_idle_repeatsControl() {
        server.put(S, JSON, "");
        try (var sse = server.sse(S + "?live=sse&offset=-1&timeout=50")) {
            var first = sse.next();
            control(first, 0, true);
            assertThat(sse.next()).isEqualTo(first);
            assertThat(sse.next()).isEqualTo(first);
        }
    }

    @Test
    void sse_endOfLife_endsAfterControl() {
        restart(new LiveLimits(3000, 60_000, 30_000, 200));
        server.put(S, JSON, "1");
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            assertThat(sse.rest()).hasSize(2).last().matches(Event::control);
        }
        assertThat(server.watches.streams()).isZero();
    }

    @Test
    void sse_deleted_ends() {
        server.put(S, JSON, "");
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            control(sse.next(), 0, true);
            server.send("DELETE", S, "");
            assertThat(sse.rest()).isEmpty();
        }
    }

    @Test
    void sse_expired_ends() {
        var deadline = server.clock.instant().plusMillis(700);
        server.put(S, JSON, "", "Stream-Expires-At", deadline.toString());
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            control(sse.next(), 0, true);
            assertThat(sse.rest()).isEmpty();
        }
    }

    @Test
    void sse_clientLeaves_leavesNoWatch() {
        server.put(S, JSON, "");
        try (var sse = server.sse(S + "?live=sse&offset=-1")) {
            control(sse.next(), 0, true);
            assertThat(server.watches.streams()).isEqualTo(1);
        }
        while (server.watches.streams() > 0) {
            Thread.onSpinWait();
        }
    }
}
