package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything a server starts it also stops. */
@Timeout(300)
class StartAndCloseIT {
    private static final int WARM_UP = 5;
    private static final int STARTS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path root;

    @Test
    void startAndClose_twoHundredTimes_leavesNoThreadFilePortOrBuffer() throws Exception {
        for (var i = 0; i < WARM_UP; i++) {
            runOnce();
        }
        var before = Footprint.take(root);

        var port = 0;
        for (var i = 0; i < STARTS; i++) {
            port = runOnce();
        }

        // What a closed connection leaves to the JDK's client goes by a clock of its own.
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Footprint.take(root).exceeds(before) && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        var after = Footprint.take(root);
        assertThat(after.threadsBeyond(before)).as("threads").isEmpty();
        assertThat(after.threads().keySet()).noneMatch(name -> name.startsWith("streams-"));
        assertThat(after.dataFiles()).as("open files of the data root").isEmpty();
        assertThat(after.descriptors()).as("open descriptors").isLessThanOrEqualTo(before.descriptors());
        assertThat(after.directBytes()).as("direct bytes").isLessThanOrEqualTo(before.directBytes());
        assertThat(after.nettyBytes()).as("bytes held by Netty").isLessThanOrEqualTo(before.nettyBytes());
        new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        try (var left = Files.list(root.resolve("dev"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("durable-streams.sqlite", "server.lock");
        }
    }

    /** Starts a server, writes and reads through it, and closes it; returns its port. */
    private int runOnce() throws IOException {
        var options = ServerOptions.builder()
                .name("dev")
                .dataRoot(new DataRoot(root))
                .environment(Map.of())
                .build();
        try (var server = LocalStreamsServer.start(options)) {
            var stream = URI.create(server.exports().url() + "/v1/stream/a").toURL();
            assertThat(exchange(stream, "PUT", "[1,\"two\"]")).isIn(200, 201);
            assertThat(exchange(stream, "POST", "[3]")).isEqualTo(204);
            assertThat(exchange(stream, "GET", "")).isEqualTo(200);
            return server.exports().port();
        }
    }

    private static int exchange(URL url, String method, String body) throws IOException {
        var connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Connection", "close");
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        var status = connection.getResponseCode();
        connection.disconnect();
        return status;
    }

    /** What a process holds at one moment. */
    private record Footprint(
            Map<String, Long> threads, Set<String> dataFiles, long descriptors, long directBytes, long nettyBytes) {
        private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

        static Footprint take(Path root) throws IOException {
            var open = openTargets();
            return new Footprint(
                    threadsByKind(),
                    open.stream()
                            .filter(target -> target.startsWith(root.toString()))
                            .collect(Collectors.toSet()),
                    open.size(),
                    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                            .mapToLong(BufferPoolMXBean::getMemoryUsed)
                            .sum(),
                    PlatformDependent.usedDirectMemory());
        }

        boolean exceeds(Footprint other) {
            return !threadsBeyond(other).isEmpty()
                    || !dataFiles.isEmpty()
                    || descriptors > other.descriptors
                    || directBytes > other.directBytes
                    || nettyBytes > other.nettyBytes;
        }

        /** Kinds of threads of which there are more than in {@code other}; the JDK ends idle ones of its own. */
        List<String> threadsBeyond(Footprint other) {
            return threads.entrySet().stream()
                    .filter(kind -> kind.getValue() > other.threads.getOrDefault(kind.getKey(), 0L))
                    .map(kind -> kind.getKey() + ": " + kind.getValue())
                    .toList();
        }

        private static Map<String, Long> threadsByKind() {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(thread -> thread.getName().replaceAll("[0-9]+", "N"))
                    .filter(name -> !name.equals("Keep-Alive-Timer"))
                    .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        }

        private static List<String> openTargets() throws IOException {
            if (!Files.isDirectory(DESCRIPTORS)) {
                return List.of();
            }
            try (var links = Files.list(DESCRIPTORS)) {
                return links.map(Footprint::target).toList();
            }
        }

        private static String target(Path link) {
            try {
                return Files.readSymbolicLink(link).toString();
            } catch (IOException e) {
                return "gone";
            }
        }
    }
}
