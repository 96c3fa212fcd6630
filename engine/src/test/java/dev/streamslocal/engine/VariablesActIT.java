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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each variable of the environment changes in a running server (contract 50 §7.2). */
@Timeout(60)
class VariablesActIT {
    private static final String A = "/v1/stream/a";
    private static final String JSON = "application/json";
    private static final String FULL = "{\"error\":{\"code\":\"overloaded\",\"message\":\"ingest queue full\"}}";
    private static final Pattern QUEUED = Pattern.compile("\"ingest_queue\":\\{\"requests\":(\\d+)");

    @TempDir
    Path root;

    private final MovableClock clock = new MovableClock();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> warnings = new ArrayList<>();
    private final List<LocalStreamsServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(LocalStreamsServer::close);
        client.close();
    }

    @Test
    void dataRoot_isWhereTheServerKeepsItsFiles() {
        var elsewhere = root.resolve("elsewhere");
        var server = LocalStreamsServer.start(ServerOptions.builder()
                .name("dev")
                .environment(Map.of("DS_LOCAL_DATA_ROOT", elsewhere.toString()))
                .build());
        servers.add(server);
        var database = elsewhere.resolve("dev").resolve("durable-streams.sqlite");
        assertThat(server.exports().sqlite()).isEqualTo(database.toString());
        assertThat(database).isRegularFile();
    }

    @Test
    void apiKey_isAskedFor_unlessAnotherIsGivenByOption() {
        start("DS_API_KEY", " k1 ");
        assertThat(send("GET", "/health", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/streams", "").statusCode()).isEqualTo(401);
        assertThat(send("GET", "/v1/streams", "", "Authorization", "Bearer k1").statusCode())
                .isEqualTo(200);
        servers.removeLast().close();
        servers.add(LocalStreamsServer.start(
                options(Map.of("DS_API_KEY", "k1")).apiKey("k2").build()));
        assertThat(send("GET", "/v1/streams", "", "Authorization", "Bearer k1").statusCode())
                .isEqualTo(401);
        assertThat(send("GET", "/v1/streams", "", "Authorization", "Bearer k2").statusCode())
                .isEqualTo(200);
    }

    @Test
    void apiKey_thatNoClientCouldSend_isRefusedAndNotRepeated() {
        assertThatThrownBy(() -> start("DS_API_KEY", "two words"))
                .isInstanceOf(StartException.class)
                .hasMessage("invalid DS_API_KEY: it needs visible ASCII characters and nothing else");
    }

    @Test
    void readMaxBytes_endsAPageWithTheMessageThatReachesIt() {
        start("DS_READ_MAX_BYTES", "15");
        create(A, "[\"aaaaaaaa\",\"bbbbbbbb\",\"cccccccc\"]");
        assertThat(send("GET", A + "?offset=-1", "").body()).isEqualTo("[\"aaaaaaaa\",\"bbbbbbbb\"]");
        restart();
        assertThat(send("GET", A + "?offset=-1", "").body()).contains("cccccccc");
    }

    @Test
    void readMaxRecords_endsAPageWithThatManyMessages() {
        start("DS_READ_MAX_RECORDS", "2");
        create(A, "[1,2,3]");
        var page = send("GET", A + "?offset=-1", "");
        assertThat(page.body()).isEqualTo("[1,2]");
        assertThat(send("GET", A + "?offset=" + header(page, "Stream-Next-Offset"), "")
                        .body())
                .isEqualTo("[3]");
        restart();
        assertThat(send("GET", A + "?offset=-1", "").body()).isEqualTo("[1,2,3]");
    }

    @Test
    void appendMaxBodyBytes_boundsCreationsAndAppends() {
        start("DS_APPEND_MAX_BODY_BYTES", "20");
        var largest = "\"" + "x".repeat(18) + "\"";
        create(A, largest);
        assertThat(send("POST", A, largest).statusCode()).isEqualTo(204);
        for (var refused : List.of(send("POST", A, " " + largest), send("PUT", "/v1/stream/b", " " + largest))) {
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("\"body too large (max 20)\"");
        }
    }

    @Test
    void backlogMaxBytes_refusesWhatWouldPassIt_untilSomethingIsDeleted() {
        start("DS_LOCAL_BACKLOG_MAX_BYTES", "30");
        create(A, "\"" + "x".repeat(18) + "\"");
        create("/v1/stream/b", "");
        var more = "\"" + "y".repeat(18) + "\"";
        assertFull(send("POST", "/v1/stream/b", more));
        assertThat(send("DELETE", A, "").statusCode()).isEqualTo(204);
        assertThat(send("POST", "/v1/stream/b", more).statusCode()).isEqualTo(204);
    }

    @Test
    void ingestMaxQueueReqs_refusesAtOnceWhatIsMore() throws Exception {
        start("DS_INGEST_MAX_QUEUE_REQS", "3");
        create(A, "");
        List<CompletableFuture<HttpResponse<String>>> waiting;
        try (var held = hold()) {
            waiting = IntStream.range(0, 3).mapToObj(this::append).toList();
            awaitQueued(3);
            assertFull(send("POST", A, "4"));
            held.rollback();
        }
        assertThat(waiting).allMatch(each -> each.join().statusCode() == 204);
        assertThat(send("POST", A, "5").statusCode()).isEqualTo(204);
    }

    @Test
    void ingestMaxBatchReqs_isTheLargestTransaction() throws Exception {
        // The first append is a transaction by itself, as the others come while it waits for the database.
        start("DS_INGEST_MAX_BATCH_REQS", "2");
        create(A, "");
        assertThat(transactionsOf(6)).isEqualTo(1 + 3);
        restart();
        assertThat(transactionsOf(6)).isEqualTo(1 + 1);
    }

    @Test
    void ingestBusyMs_isHowLongADatabaseInUseIsWaitedFor() throws Exception {
        start("DS_INGEST_BUSY_MS", "300");
        create(A, "");
        try (var held = hold()) {
            var began = System.nanoTime();
            var refused = send("POST", A, "1");
            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body()).isEqualTo("{\"error\":{\"code\":\"internal\",\"message\":\"append failed\"}}");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(300), Duration.ofMillis(2_900));
            held.rollback();
        }
        assertThat(send("POST", A, "2").statusCode()).isEqualTo(204);
        restart();
        CompletableFuture<HttpResponse<String>> waiting;
        try (var held = hold()) {
            waiting = append(3);
            // Three times what was too long before.
            assertThatThrownBy(() -> waiting.get(900, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            held.rollback();
        }
        assertThat(waiting.join().statusCode()).isEqualTo(204);
        assertThat(send("GET", A + "?offset=-1", "").body()).isEqualTo("[2,3]");
    }

    @Test
    void ingestBusyMs_ofZero_isNoWaiting() throws Exception {
        start("DS_INGEST_BUSY_MS", "0");
        create(A, "");
        try (var held = hold()) {
            assertThat(send("POST", A, "1").statusCode()).isEqualTo(500);
            held.rollback();
        }
        assertThat(send("POST", A, "2").statusCode()).isEqualTo(204);
    }

    @Test
    void expirySweepLimit_isHowManyStreamsGoEachTime() {
        start("DS_EXPIRY_SWEEP_MS", "1500", "DS_EXPIRY_SWEEP_LIMIT", "2");
        var names = IntStream.range(0, 5).mapToObj(i -> "/v1/stream/e" + i).toList();
        names.forEach(name -> create(name, "", "Stream-TTL", "60"));
        clock.advance(61_000);
        await(() -> swept(names) > 0);
        assertThat(swept(names)).isEqualTo(2);
        await(() -> swept(names) == 5);
    }

    @Test
    void expirySweepMs_ofZero_isNeverSwept() {
        start("DS_EXPIRY_SWEEP_MS", "0");
        create(A, "", "Stream-TTL", "60");
        clock.advance(61_000);
        assertThat(send("GET", A, "").body()).contains("stream expired");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("streams-sweeper-"));
        restart("DS_EXPIRY_SWEEP_MS", "20");
        await(() -> swept(List.of(A)) == 1);
    }

    @Test
    void variablesOfTimersThatAreNotThere_changeNothing_alsoAtZero() {
        start("DS_INGEST_FLUSH_MS", "0", "DS_TOUCH_CHECK_MS", "0", "DS_TOUCH_WORKERS", "0");
        create(A, "[1]");
        assertThat(send("POST", A, "2").statusCode()).isEqualTo(204);
        assertThat(send("GET", A + "?offset=-1", "").body()).isEqualTo("[1,2]");
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("checked")
    void badValue_stopsTheStart_andLeavesNothingThatIsInTheWay(Variables.Variable variable) {
        var bad = variable.kind() == Variables.Kind.BOOLEAN ? "maybe" : "1 MiB";
        assertThatThrownBy(() -> start(variable.name(), bad))
                .isInstanceOf(StartException.class)
                .hasMessage("invalid " + variable.name() + ": " + bad);
        assertThat(root.resolve("dev"))
                .isDirectoryNotContaining("glob:**/server.lock.lock")
                .isDirectoryNotContaining("glob:**/durable-streams.sqlite*");
    }

    static Stream<Variables.Variable> checked() {
        return Variables.all().stream()
                .filter(each -> each.kind() != Variables.Kind.TEXT && each.kind() != Variables.Kind.KNOWN);
    }

    /** @param variables names and values in turn */
    private void start(String... variables) {
        var environment = new LinkedHashMap<String, String>();
        // Records of its own would be among what is counted.
        environment.put("DS_METRICS_FLUSH_MS", "0");
        for (var i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        servers.add(LocalStreamsServer.start(options(environment).build()));
    }

    private ServerOptions.Builder options(Map<String, String> environment) {
        return ServerOptions.builder()
                .name("dev")
                .dataRoot(new DataRoot(root))
                .environment(environment)
                .clock(clock)
                .warnings(warnings::add);
    }

    private void restart(String... variables) {
        servers.removeLast().close();
        start(variables);
    }

    /** Appends so many times while the database is in use elsewhere; returns how many transactions that made. */
    private long transactionsOf(int appends) throws Exception {
        assertThat(send("POST", A, "0").statusCode()).isEqualTo(204);
        var before = lastTransaction();
        var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        try (var held = hold()) {
            waiting.add(append(0));
            awaitQueued(1);
            IntStream.range(1, appends + 1).mapToObj(this::append).forEach(waiting::add);
            awaitQueued(appends + 1);
            held.rollback();
        }
        assertThat(waiting).allMatch(each -> each.join().statusCode() == 204);
        return lastTransaction() - before;
    }

    private long lastTransaction() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT coalesce(max(id), 0) FROM journal")) {
            return row.getLong(1);
        }
    }

    /** Another program that is writing to the database; its rollback lets the server go on. */
    private Connection hold() throws SQLException {
        var connection = connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("UPDATE meta SET value = value");
        }
        return connection;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + servers.getLast().exports().sqlite());
    }

    private void awaitQueued(int requests) {
        await(() -> {
            var matcher = QUEUED.matcher(send("GET", "/v1/server/_details", "").body());
            return matcher.find() && Integer.parseInt(matcher.group(1)) == requests;
        });
    }

    private int swept(List<String> streams) {
        return (int) streams.stream()
                .filter(name -> !send("GET", name, "").body().contains("stream expired"))
                .count();
    }

    private static void await(BooleanSupplier condition) {
        var giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    private static void assertFull(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body()).isEqualTo(FULL);
        assertThat(header(response, "Retry-After")).isEqualTo("1");
    }

    private void create(String stream, String body, String... headers) {
        assertThat(send("PUT", stream, body, headers).statusCode()).isEqualTo(201);
    }

    private CompletableFuture<HttpResponse<String>> append(int message) {
        return client.sendAsync(request("POST", A, Integer.toString(message)), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        try {
            return client.send(request(method, path, body, headers), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(
                        URI.create(servers.getLast().exports().url() + path))
                .header("Content-Type", JSON)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
