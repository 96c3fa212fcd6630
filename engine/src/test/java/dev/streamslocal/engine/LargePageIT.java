package dev.streamslocal.engine;

import static dev.streamslocal.engine.TestServer.header;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.protocol.Offset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pages that are read while they are sent. */
@Timeout(120)
class LargePageIT {
    private static final String JSON = "application/json";
    private static final String S = "/v1/stream/s";
    private static final int MIB = 1024 * 1024;
    private static final int STREAM_BYTES = 20 * MIB;

    @TempDir
    Path directory;

    private final Random random = random();
    private final List<byte[]> messages = new ArrayList<>();
    private final List<Integer> keyed = new ArrayList<>();
    private TestServer server;

    private static Random random() {
        var seed = Long.getLong("seed", System.nanoTime());
        System.out.println("LargePageIT -Dseed=" + seed);
        return new Random(seed);
    }

    @BeforeEach
    void start() {
        server = server(64 * MIB, Long.MAX_VALUE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestServer server(long bytesMax, long entriesMax) {
        return new TestServer(directory, new ReadLimits(bytesMax, entriesMax), LiveLimits.STANDARD);
    }

    /** Closes the server, and with it forgets what is in memory. */
    private void restart(long bytesMax, long entriesMax) {
        server.close();
        server = server(bytesMax, entriesMax);
    }

    /** Makes the stream of requests of one to 200 messages, every other one with a key. */
    private void fill(String contentType) {
        server.put(S, contentType, "");
        for (long size = 0; size < STREAM_BYTES; ) {
            var request = new ByteArrayOutputStream();
            var withKey = random.nextBoolean();
            var count = contentType.equals(JSON) ? 1 + random.nextInt(200) : 1;
            for (int i = 0; i < count; i++) {
                var message = message(1 + random.nextInt(2 * MIB / count));
                if (withKey) {
                    keyed.add(messages.size());
                }
                messages.add(message);
                size += message.length;
                request.write(i == 0 ? '[' : ',');
                request.writeBytes(message);
            }
            request.write(']');
            var body = contentType.equals(JSON) ? request.toByteArray() : messages.getLast();
            var key = withKey
                    ? new String[] {"Content-Type", contentType, "Stream-Key", "k"}
                    : new String[] {"Content-Type", contentType};
            assertThat(server.send("POST", S, body, key).statusCode()).isEqualTo(204);
        }
    }

    /** A JSON string of random letters. */
    private byte[] message(int length) {
        var message = new byte[length + 2];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) ('a' + random.nextInt(26));
        }
        message[0] = '"';
        message[message.length - 1] = '"';
        return message;
    }

    private static byte[] joined(List<byte[]> messages, String open, String between, String close) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(open.getBytes(US_ASCII));
        for (int i = 0; i < messages.size(); i++) {
            joined.writeBytes((i == 0 ? "" : between).getBytes(US_ASCII));
            joined.writeBytes(messages.get(i));
        }
        joined.writeBytes(close.getBytes(US_ASCII));
        return joined.toByteArray();
    }

    private List<byte[]> withKey() {
        return keyed.stream().map(messages::get).toList();
    }

    private static void check(HttpResponse<byte[]> page, byte[] body, long next, long tail, boolean closed) {
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Length")).isEqualTo(Integer.toString(body.length));
        assertThat(page.body()).isEqualTo(body);
        assertThat(header(page, "Stream-Next-Offset")).isEqualTo(Offset.token(next));
        assertThat(header(page, "Stream-End-Offset")).isEqualTo(Offset.token(tail));
        assertThat(header(page, "Stream-Up-To-Date")).isEqualTo(next == tail ? "true" : "");
        assertThat(header(page, "Stream-Closed")).isEqualTo(closed ? "true" : "");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(page, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    }

    @Test
    void json_isOneArrayOverAllItsParts() {
        fill(JSON);
        var tail = messages.size();
        var array = joined(messages, "[", ",", "]");
        // From memory, from the table, and again from the cache that this has filled.
        check(server.get(S), array, tail, tail, false);
        restart(64 * MIB, Long.MAX_VALUE);
        check(server.get(S), array, tail, tail, false);
        check(server.get(S + "?format=raw"), joined(messages, "", "", ""), tail, tail, false);
        var later = 1 + random.nextInt(tail / 4);
        check(
                server.get(S + "?offset=" + Offset.token(later)),
                joined(messages.subList(later, tail), "[", ",", "]"),
                tail,
                tail,
                false);
    }

    @Test
    void bytes_areConcatenatedOverAllParts() {
        fill("application/octet-stream");
        var tail = messages.size();
        restart(64 * MIB, Long.MAX_VALUE);
        var page = server.get(S);
        check(page, joined(messages, "", "", ""), tail, tail, false);
        assertThat(header(page, "Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void key_picksItsMessagesFromAllParts() {
        fill(JSON);
        var tail = messages.size();
        server.post(S, JSON, "1", "Stream-Key", "other");
        check(server.get(S + "?key=k"), joined(withKey(), "[", ",", "]"), tail + 1, tail + 1, false);
        restart(64 * MIB, Long.MAX_VALUE);
        check(server.get(S + "?key=k"), joined(withKey(), "[", ",", "]"), tail + 1, tail + 1, false);
        check(server.get(S + "?key=k&format=raw"), joined(withKey(), "", "", ""), tail + 1, tail + 1, false);
        check(server.get(S + "?key=other"), "[1]".getBytes(US_ASCII), tail + 1, tail + 1, false);
    }

    @Test
    void limits_endThePageWhereTheyEndASmallOne() {
        fill(JSON);
        var tail = messages.size();
        var bytesMax = 3 * MIB + random.nextInt(10 * MIB);
        var next = 0;
        for (long size = 0; size < bytesMax; next++) {
            size += messages.get(next).length;
        }
        restart(bytesMax, Long.MAX_VALUE);
        check(server.get(S), joined(messages.subList(0, next), "[", ",", "]"), next, tail, false);
        restart(64 * MIB, next);
        check(server.get(S), joined(messages.subList(0, next), "[", ",", "]"), next, tail, false);
    }

    @Test
    void knownTag_is304UntilTheStreamCloses() {
        fill(JSON);
        var tag = header(server.get(S), "ETag");
        assertThat(tag).startsWith("W/\"");
        var known = server.get(S, "If-None-Match", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        server.send("POST", S, "", "Stream-Closed", "true");
        var closed = server.get(S, "If-None-Match", tag);
        check(closed, joined(messages, "[", ",", "]"), messages.size(), messages.size(), true);
        assertThat(header(closed, "ETag")).isNotEqualTo(tag);
    }

    @Test
    void longPoll_staysAtTheUsualSize() {
        fill(JSON);
        var next = 0;
        for (long size = 0; size < MIB; next++) {
            size += messages.get(next).length;
        }
        var page = server.get(S + "?offset=-1&live=long-poll");
        assertThat(page.body()).isEqualTo(joined(messages.subList(0, next), "[", ",", "]"));
        assertThat(header(page, "Stream-Next-Offset")).isEqualTo(Offset.token(next));
    }

    /** A client with a small window: what it does not take stays in the database. */
    private Socket slowly() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(32 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        socket.getOutputStream().write(("GET " + S + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
        return socket;
    }

    private static long contentLength(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(new String(in.readNBytes(1), ISO_8859_1));
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200");
        var length = head.substring(head.toString().toLowerCase().indexOf("content-length: ") + 16);
        return Long.parseLong(length.substring(0, length.indexOf("\r")));
    }

    @Test
    void streamDeletedWhileAClientIsSlow_isCutAndWasNotHeldInMemory() throws IOException {
        fill(JSON);
        try (var socket = slowly()) {
            var in = socket.getInputStream();
            var array = joined(messages, "[", ",", "]");
            assertThat(contentLength(in)).isEqualTo(array.length);
            assertThat(server.send("DELETE", S, "").statusCode()).isEqualTo(204);
            var received = in.readAllBytes();
            // Only what was under way when the stream went: the socket's buffers and the part that was read.
            assertThat(received.length).isLessThan(array.length * 3 / 4);
            assertThat(received).isEqualTo(Arrays.copyOf(array, received.length));
        }
        assertThat(server.get(S).statusCode()).isEqualTo(404);
    }

    @Test
    void appendedWhileAClientIsSlow_doesNotBelongToThePage() throws IOException {
        fill(JSON);
        try (var socket = slowly()) {
            var in = socket.getInputStream();
            var length = contentLength(in);
            assertThat(server.post(S, JSON, "1").statusCode()).isEqualTo(204);
            assertThat(in.readNBytes((int) length)).isEqualTo(joined(messages, "[", ",", "]"));
            socket.getOutputStream().write(("HEAD " + S + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
            assertThat(new String(in.readNBytes(12), ISO_8859_1)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void damagedBatchInTheMiddle_cutsTheConnection() throws IOException, SQLException {
        fill(JSON);
        server.close();
        try (var connection =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("durable-streams.sqlite"));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE batch SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT max(id)"
                                    + " FROM batch)"))
                    .isEqualTo(1);
        }
        server = server(64 * MIB, Long.MAX_VALUE);
        try (var socket = slowly()) {
            var in = socket.getInputStream();
            var array = joined(messages, "[", ",", "]");
            assertThat(contentLength(in)).isEqualTo(array.length);
            var received = in.readAllBytes();
            assertThat(received.length).isBetween(STREAM_BYTES / 2, array.length - 1);
            assertThat(received).isEqualTo(Arrays.copyOf(array, received.length));
        }
    }
}
