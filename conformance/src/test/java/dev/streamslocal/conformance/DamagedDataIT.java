package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored data with a turned bit, and the command that finds it (decisions 17 and 18). */
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class DamagedDataIT {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final String MARK = "rot rot rot rot rot rot rot rot";

    private final Path root = PackagedServer.newRoot();
    private final Path database = root.resolve("default/durable-streams.sqlite");
    private PackagedServer server = PackagedServer.start(root);

    @AfterEach
    void stop() {
        server.kill();
    }

    @Test
    void verify_soundDatabase_besideItsServerAndAfterwards_isOk() throws Exception {
        send("PUT", "/v1/stream/a", "[1,2,3]");
        send("PUT", "/v1/stream/b", "[\"four\"]");

        JsonNode running = verify(0);
        server.stop();
        byte[] closed = Files.readAllBytes(database);
        JsonNode stopped = verify(0);

        for (JsonNode report : new JsonNode[] {running, stopped}) {
            assertThat(report.path("name").asText()).isEqualTo("default");
            assertThat(report.path("path").asText()).isEqualTo(database.toString());
            assertThat(report.path("ok").asBoolean()).isTrue();
            assertThat(report.path("streams").asInt()).isEqualTo(3);
            assertThat(report.path("messages").asInt()).isEqualTo(4);
            assertThat(report.path("payloadBytes").asInt()).isEqualTo(9);
            assertThat(report.path("faults").size()).isZero();
        }
        assertThat(Files.readAllBytes(database)).isEqualTo(closed);
        assertThat(Files.exists(Path.of(database + "-wal"))).isFalse();
    }

    @Test
    void turnedBit_isAnErrorOfItsBatchOnly_loggedOnce_andFoundByVerify() throws Exception {
        send("PUT", "/v1/stream/bad", "[\"first\"]");
        String large = "[\"" + "x".repeat(20_000) + "\"]";
        String second = send("POST", "/v1/stream/bad", large).nextOffset();
        // In the middle, because the beginning of a row may have moved and left a copy behind in the free space of a
        // page.
        String half = "x".repeat(10_000);
        String third = send("POST", "/v1/stream/bad", "[\"" + half + MARK + half + "\"]")
                .nextOffset();
        send("POST", "/v1/stream/bad", large);
        send("PUT", "/v1/stream/good", "[\"fine\"]");
        server.stop();
        turnABitOf(MARK);
        server = PackagedServer.start(root);

        String position = "stored data damaged: bad at ";
        for (int i = 0; i < 3; i++) {
            Answer damaged = send("GET", "/v1/stream/bad?offset=" + second, "");
            assertThat(damaged).isProblem(500, "internal", position + second);
            assertThat(send("GET", "/v1/stream/good?offset=-1", ""))
                    .hasStatus(200)
                    .hasBody("[\"fine\"]");
        }
        assertThat(send("GET", "/v1/stream/bad?offset=" + third, ""))
                .hasStatus(200)
                .hasBody(large);
        assertThat(send("POST", "/v1/stream/bad", "[\"more\"]")).hasStatus(204);
        assertThat(server.log().split(position, -1)).hasSize(2);

        JsonNode fault = verify(1).path("faults").path(0);
        assertThat(fault.path("kind").asText()).isEqualTo("batch");
        assertThat(fault.path("stream").asText()).isEqualTo("bad");
        assertThat(fault.path("position").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal", "off"})
    void killed_withoutSyncs_losesNothingThatWasAnswered(String durability) throws Exception {
        server.stop();
        server = PackagedServer.start(root, "--durability", durability);
        assertThat(server.log()).contains("[durability] " + durability + ": ");
        StringBuilder expected = new StringBuilder("[");
        send("PUT", "/v1/stream/a", "");
        for (int i = 0; i < 300; i++) {
            String message = "\"" + i + "x".repeat(i % 50 == 0 ? 30_000 : i) + "\"";
            assertThat(send("POST", "/v1/stream/a", "[" + message + "]")).hasStatus(204);
            expected.append(i == 0 ? "" : ",").append(message);
        }
        server.kill();
        verify(0);
        server = PackagedServer.start(root);
        assertThat(send("GET", "/v1/stream/a?offset=-1", ""))
                .hasStatus(200)
                .hasBody(expected.append("]").toString());
    }

    @Test
    void verify_whatCannotBeChecked_isOneLineThatNamesIt() throws Exception {
        server.stop();
        PackagedServer.Ending unknown = PackagedServer.run(root, "verify", "--name", "nobody");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.output()).isEmpty();
        assertThat(unknown.errors())
                .isEqualToIgnoringNewLines(
                        "no database of server nobody: " + root.resolve("nobody/durable-streams.sqlite"));
        Files.writeString(database, "no database at all ".repeat(20));
        PackagedServer.Ending foreign = PackagedServer.run(root, "verify");
        assertThat(foreign.exit()).isEqualTo(1);
        assertThat(foreign.output()).isEmpty();
        assertThat(foreign.errors()).isEqualToIgnoringNewLines(database + " is not an SQLite database");
    }

    private JsonNode verify(int exit) throws IOException {
        PackagedServer.Ending ending = PackagedServer.run(root, "verify");
        assertThat(ending.errors()).isEmpty();
        JsonNode report = new ObjectMapper().readTree(ending.output());
        assertThat(ending.exit()).as(ending.output()).isEqualTo(exit);
        return report;
    }

    /** Turns a random bit of a text that stands in the database once. */
    private void turnABitOf(String text) throws IOException {
        System.out.println("DamagedDataIT -Dseed=" + SEED);
        Random random = new Random(SEED);
        byte[] bytes = Files.readAllBytes(database);
        String whole = new String(bytes, ISO_8859_1);
        int at = whole.indexOf(text);
        assertThat(at).isPositive();
        assertThat(whole.indexOf(text, at + 1)).isNegative();
        bytes[at + random.nextInt(text.length())] ^= (byte) (1 << random.nextInt(8));
        Files.write(database, bytes);
    }

    private Answer send(String method, String target, String body) {
        URI url = URI.create(server.url());
        try (Wire wire = Wire.open(new InetSocketAddress(url.getHost(), url.getPort()))) {
            wire.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n"
                    + body);
            return wire.answer();
        }
    }
}
