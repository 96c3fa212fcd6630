package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.storage.LockTiming;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose clock is put back by an hour while it runs. */
@Timeout(60)
class ClockBackIT {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final String A = "/v1/stream/a";
    private static final String T = "/v1/stream/t";
    private static final Pattern LAST_APPEND = Pattern.compile("\"last_append_at\":\"([^\"]+)\"");

    @TempDir
    Path root;

    private final MovableClock clock = new MovableClock();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<String> losses = new ConcurrentLinkedQueue<>();
    private LocalStreamsServer server;

    @BeforeEach
    void start() {
        server = LocalStreamsServer.start(options());
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private ServerOptions options() {
        return ServerOptions.builder()
                .name("dev")
                .dataRoot(new DataRoot(root))
                .environment(Map.of("DS_EXPIRY_SWEEP_MS", "20"))
                .clock(clock)
                .lockTiming(new LockTiming(10_000, 20, 10))
                .onLockLost(losses::add)
                .build();
    }

    @Test
    void appends_keepTheirOrderAndTheirTimesNeverGoBack() {
        create(A, "[1,2]");
        var before = lastAppend();
        clock.advance(-HOUR_MILLIS);
        assertThat(send("POST", A, "[3]").statusCode()).isEqualTo(204);
        assertThat(send("POST", A, "4", "Stream-Timestamp", clock.instant().toString())
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("POST", A, "5").statusCode()).isEqualTo(204);
        assertThat(send("GET", A + "?offset=-1", "").body()).isEqualTo("[1,2,3,4,5]");
        assertThat(lastAppend()).isAfterOrEqualTo(before);
        assertThat(send("GET", A + "?since=" + before.plusMillis(1), "").body()).isEqualTo("[4,5]");

        server.close();
        server = LocalStreamsServer.start(options());
        assertThat(send("GET", A + "?offset=-1", "").body()).isEqualTo("[1,2,3,4,5]");
        assertThat(send("POST", A, "6").statusCode()).isEqualTo(204);
        assertThat(send("GET", A + "?since=" + before.plusMillis(1), "").body()).isEqualTo("[4,5,6]");
    }

    @Test
    void entityTags_holdForTheSameAnswerAndForNoOther() {
        create(A, "[1]");
        var page = send("GET", A + "?offset=-1", "");
        var details = send("GET", A + "/_details", "");
        clock.advance(-HOUR_MILLIS);
        assertThat(again(A + "?offset=-1", page).statusCode()).isEqualTo(304);
        assertThat(again(A + "/_details", details).statusCode()).isEqualTo(304);
        assertThat(send("POST", A, "2").statusCode()).isEqualTo(204);
        assertThat(again(A + "?offset=-1", page).body()).isEqualTo("[1,2]");
        assertThat(again(A + "/_details", details).statusCode()).isEqualTo(200);

        // Deleted and made anew, in an hour that was there before.
        var tag = send("GET", A + "?offset=-1", "");
        assertThat(send("DELETE", A, "").statusCode()).isEqualTo(204);
        create(A, "[1,2]");
        assertThat(again(A + "?offset=-1", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void streamWithALifetime_neitherVanishesNorLivesForEver() {
        create(T, "[1]", "Stream-TTL", "60");
        create(A, "[1]", "Stream-Expires-At", clock.instant().plusSeconds(1_800).toString());
        clock.advance(-HOUR_MILLIS);
        for (var stream : new String[] {A, T}) {
            assertThat(send("GET", stream + "?offset=-1", "").body()).isEqualTo("[1]");
            assertThat(send("POST", stream, "2").statusCode()).isEqualTo(204);
        }
        assertThat(send("GET", "/v1/streams", "").body()).contains("\"name\":\"a\"", "\"name\":\"t\"");
        assertThat(send("HEAD", T, "").statusCode()).isEqualTo(200);

        // The clock is put right: of the lifetime so much has gone by as it was not used since.
        clock.advance(HOUR_MILLIS + 30_000);
        assertThat(send("GET", T + "?offset=-1", "").body()).isEqualTo("[1,2]");
        clock.advance(61_000);
        awaitGone(T);
        assertThat(send("GET", A + "?offset=-1", "").body()).isEqualTo("[1,2]");
        clock.advance(1_800_000);
        awaitGone(A);
    }

    @Test
    void streamMadeAfterwards_livesAsLongAsItShould() {
        clock.advance(-HOUR_MILLIS);
        create(T, "[1]", "Stream-TTL", "60");
        clock.advance(50_000);
        assertThat(send("GET", T, "").statusCode()).isEqualTo(200);
        clock.advance(50_000);
        assertThat(send("GET", T, "").statusCode()).isEqualTo(200);
        clock.advance(61_000);
        awaitGone(T);
    }

    @Test
    void lock_isRefreshedAndKept() throws IOException {
        create(A, "[1]");
        clock.advance(-HOUR_MILLIS);
        var lock = root.resolve("dev").resolve("server.lock.lock");
        var giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.getLastModifiedTime(lock)
                .toInstant()
                .isAfter(clock.instant().plusSeconds(60))) {
            assertThat(System.nanoTime()).as("in time").isLessThan(giveUp);
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> LocalStreamsServer.start(options()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("ELOCKED");
        assertThat(losses).isEmpty();
        assertThat(send("GET", A, "").body()).isEqualTo("[1]");
    }

    @Test
    void reports_goOn_withTheClockAsItIs() {
        create(A, "[1]");
        assertThat(send("GET", "/v1/server/_details", "").statusCode()).isEqualTo(200);
        clock.advance(-HOUR_MILLIS);
        assertThat(send("GET", "/v1/server/_details", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/server/_mem", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", A + "/_details", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", A + "/_index_status", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/streams", "").body()).contains("\"name\":\"a\"");
        var metrics = send("GET", "/metrics", "");
        assertThat(metrics.statusCode()).isEqualTo(200);
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(header(metrics, "Date"));
        assertThat(Duration.between(Instant.from(date), clock.instant()).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void liveReads_endInTheirTime_andHearOfAppends() {
        create(A, "[1]");
        var tail = header(send("GET", A + "?offset=-1", ""), "Stream-Next-Offset");
        clock.advance(-HOUR_MILLIS);
        var live = A + "?live=long-poll&offset=" + tail;
        assertThat(send("GET", live + "&timeout=200ms", "").statusCode()).isEqualTo(204);
        var waiting = client.sendAsync(request("GET", live + "&timeout=30s", ""), BodyHandlers.ofString());
        assertThat(send("POST", A, "2").statusCode()).isEqualTo(204);
        assertThat(waiting.join().body()).isEqualTo("[2]");
    }

    private Instant lastAppend() {
        return Instant.parse(group(LAST_APPEND, send("GET", A + "/_details", "").body()));
    }

    private void awaitGone(String stream) {
        var giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!send("GET", stream, "").body().contains("\"not_found\",\"message\":\"not_found\"")) {
            assertThat(send("GET", stream, "").statusCode()).isEqualTo(404);
            assertThat(System.nanoTime()).as("in time").isLessThan(giveUp);
        }
    }

    private static String group(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private void create(String stream, String body, String... headers) {
        assertThat(send("PUT", stream, body, headers).statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> again(String path, HttpResponse<?> before) {
        return send("GET", path, "", "If-None-Match", header(before, "ETag"));
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        try {
            return client.send(request(method, path, body, headers), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(server.exports().url() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
