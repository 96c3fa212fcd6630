package dev.streamslocal.engine;

import static dev.streamslocal.engine.TestServer.header;
import static dev.streamslocal.engine.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.protocol.Offset;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LongPollIT {
    private static final String JSON = "application/json";
    private static final String S = "/v1/stream/s";

    @TempDir
    Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(directory, ReadLimits.STANDARD, new LiveLimits(300, 60_000, 30_000, 60_000));
        server.put(S, JSON, "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Begins a read and returns once a reader waits. */
    private CompletableFuture<HttpResponse<byte[]>> waiting(String query) {
        var answer = server.sendAsync(S + query);
        while (server.watches.streams() == 0 && !answer.isDone()) {
            Thread.onSpinWait();
        }
        return answer;
    }

    private static HttpResponse<byte[]> get(CompletableFuture<HttpResponse<byte[]>> answer) {
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void empty(HttpResponse<byte[]> response, long tail, boolean closed) {
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "Stream-Next-Offset")).isEqualTo(Offset.token(tail));
        assertThat(header(response, "Stream-End-Offset")).isEqualTo(Offset.token(tail));
        assertThat(header(response, "Stream-Up-To-Date")).isEqualTo("true");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "Stream-Closed")).isEqualTo(closed ? "true" : "");
        assertThat(header(response, "Stream-Cursor").isEmpty()).isEqualTo(closed);
    }

    @Test
    void longPoll_dataIsThere_answersAtOnce() {
        server.post(S, JSON, "[1,2]");
        var response = server.get(S + "?live=long-poll&offset=-1&cursor=99999999999");
        assertThat(text(response)).isEqualTo("[1,2]");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Stream-Cursor")).isEqualTo("100000000000");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "ETag")).isEmpty();
        assertThat(header(response, "Stream-Up-To-Date")).isEqualTo("true");
    }

    @Test
    void longPoll_append_answersAllReaders() {
        var answers = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
        for (int i = 0; i < 20; i++) {
            answers.add(waiting("?live=long-poll&offset=-1&timeout=20s"));
        }
        server.post(S, JSON, "7");
        for (var each : answers) {
            assertThat(text(get(each))).isEqualTo("[7]");
        }
        assertThat(server.watches.streams()).isZero();
    }

    @Test
    void longPoll_timeUp_is204AtTheTail() {
        empty(server.get(S + "?live=long-poll&offset=-1"), 0, false);
        empty(server.get(S + "?live=true&offset=-1&timeout=0"), 0, false);
        server.post(S, JSON, "1");
        empty(server.get(S + "?live=1&offset=" + Offset.token(8) + "&timeout=50"), 1, false);
        empty(server.get(S + "?live=1&offset=" + Offset.token(-1) + "&timeout=50"), 1, false);
        assertThat(server.watches.streams()).isZero();
    }

    @Test
    void longPoll_closed_is204AtOnce() {
        var waiting = waiting("?live=long-poll&offset=-1&timeout=20s");
        server.send("POST", S, "", "Stream-Closed", "true");
        empty(get(waiting), 0, true);
        empty(server.get(S + "?live=long-poll&offset=-1&timeout=20s"), 0, true);
    }

    @Test
    void longPoll_appendAndClose_carriesTheFlagOfTheFinalRead() {
        var waiting = waiting("?live=long-poll&offset=-1&timeout=20s");
        server.post(S, JSON, "1", "Stream-Closed", "true");
        var response = get(waiting);
        assertThat(text(response)).isEqualTo("[1]");
        assertThat(header(response, "Stream-Closed")).isEqualTo("true");
    }

    @Test
    void longPoll_deleted_is404() {
        var waiting = waiting("?live=long-poll&offset=-1&timeout=20s");
        server.send("DELETE", S, "");
        server.put(S, JSON, "1");
        assertThat(get(waiting).statusCode()).isEqualTo(404);
    }

    @Test
    void longPoll_byKey_waitsForAMatch() {
        var waiting = waiting("?live=long-poll&offset=-1&timeout=20s&key=a");
        server.post(S, JSON, "1", "Stream-Key", "b");
        server.post(S, JSON, "2");
        server.post(S, JSON, "3", "Stream-Key", "a");
        assertThat(text(get(waiting))).isEqualTo("[3]");
        server.post(S, JSON, "4", "Stream-Key", "b");
        empty(server.get(S + "?live=long-poll&offset=" + Offset.token(3) + "&timeout=100&key=a"), 4, false);
    }

    @Test
    void longPoll_expiresWhileWaiting_is404() {
        var deadline = server.clock.instant().plusMillis(700);
        server.put("/v1/stream/brief", JSON, "", "Stream-Expires-At", deadline.toString());
        var response = server.get("/v1/stream/brief?live=long-poll&offset=-1&timeout=20s");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response)).contains("stream expired");
    }

    @Test
    void longPoll_onSlidingStream_keepsItAlive() {
        server.put("/v1/stream/sliding", JSON, "", "Stream-TTL", "1");
        var response = server.get("/v1/stream/sliding?live=long-poll&offset=-1&timeout=2500");
        empty(response, 0, false);
    }

    @Test
    void longPoll_missingOffset_is400() {
        assertThat(text(server.get(S + "?live=long-poll"))).contains("missing offset");
        assertThat(server.get(S + "?live=long-poll&since=2000-01-01T00:00:00Z&timeout=0")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void longPoll_clientLeaves_leavesNoWatch() {
        var waiting = waiting("?live=long-poll&offset=-1&timeout=60s");
        assertThat(server.watches.streams()).isEqualTo(1);
        waiting.cancel(true);
        while (server.watches.streams() > 0) {
            Thread.onSpinWait();
        }
    }
}
