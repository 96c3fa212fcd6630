package dev.streamslocal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.LocalStreamsServer;
import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.engine.StartException;
import io.netty.util.Version;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server in the JVM of a host that uses Netty 4.1 and an old Jackson. */
@Timeout(120)
class BesideOwnLibrariesIT {
    private static final String RELOCATED = "dev.streamslocal.shaded.";

    @TempDir
    Path root;

    @Test
    void libraries_areOfTwoVersions() throws Exception {
        assertThat(Version.identify().get("netty-common").artifactVersion()).startsWith("4.1.");
        assertThatThrownBy(() -> Class.forName("io.netty.channel.IoHandler"))
                .as("a type of Netty 4.2")
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(Class.forName(RELOCATED + "io.netty.channel.IoHandler")).isInterface();

        assertThat(com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION.toString())
                .startsWith("2.15.");
        assertThat(dev.streamslocal.shaded.com.fasterxml.jackson.core.json.PackageVersion.VERSION.getMinorVersion())
                .isGreaterThan(15);

        assertThatThrownBy(() -> Class.forName("com.github.benmanes.caffeine.cache.Caffeine"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(Class.forName(RELOCATED + "com.github.benmanes.caffeine.cache.Caffeine"))
                .isPublic();
    }

    @Test
    void serverAndOwnNetty_serveBesideEachOther() throws Exception {
        try (var server = start("dev");
                var netty = new OwnNetty()) {
            var stream = stream(server, "orders");
            var json = new ObjectMapper();
            assertThat(Client.send("PUT", stream, "").statusCode()).isEqualTo(201);
            assertThat(Client.send("POST", stream, json.writeValueAsString(List.of(Map.of("id", 1), Map.of("id", 2))))
                            .statusCode())
                    .isEqualTo(204);

            var read = netty.get(URI.create(stream + "?offset=-1"));
            assertThat(json.readValue(read, new TypeReference<List<Map<String, Integer>>>() {}))
                    .containsExactly(Map.of("id", 1), Map.of("id", 2));
            assertThat(netty.get(netty.url())).isEqualTo("hello from the host");
            assertThat(Client.send("GET", netty.url(), "").body()).isEqualTo("hello from the host");
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void serverAndOwnNetty_driveTheirSocketsByEpollEach() throws Exception {
        try (var server = start("dev");
                var netty = new OwnNetty()) {
            assertThat(Client.send("GET", URI.create(server.exports().url() + "/health"), "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(netty.epoll()).isTrue();
            assertThat(netty.get(netty.url())).isEqualTo("hello from the host");

            assertThat(awaitSockets())
                    .anyMatch(name -> name.startsWith(RELOCATED + "io.netty.channel.epoll."))
                    .noneMatch(name -> name.startsWith("io.netty."))
                    .noneMatch(name -> name.contains(".nio."));
        }
    }

    @Test
    void metrics_areToldAsText() throws Exception {
        try (var server = start("dev")) {
            var request = HttpRequest.newBuilder(URI.create(server.exports().url() + "/metrics"))
                    .header("Accept", "text/plain")
                    .build();
            try (var client = HttpClient.newHttpClient()) {
                assertThat(client.send(request, BodyHandlers.ofString()).body())
                        .contains("\njvm_threads_current ", "\nstreams_existing 1.0");
            }
        }
    }

    @Test
    void twoNames_areTwoServers() throws Exception {
        try (var one = start("one");
                var two = start("two")) {
            assertThat(one.exports().port()).isNotEqualTo(two.exports().port());
            assertThat(Client.send("PUT", stream(one, "a"), "[1]").statusCode()).isEqualTo(201);
            assertThat(Client.send("GET", stream(one, "a"), "").body()).isEqualTo("[1]");
            assertThat(Client.send("GET", stream(two, "a"), "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void sameNameTwice_isLocked() {
        try (var first = start("dev")) {
            assertThatThrownBy(() -> start("dev"))
                    .isInstanceOfSatisfying(
                            StartException.class, e -> assertThat(e.fault()).isEqualTo(StartException.Fault.LOCKED));
            assertThat(first.exports().port()).isPositive();
        }
    }

    private LocalStreamsServer start(String name) {
        return LocalStreamsServer.start(ServerOptions.builder()
                .name(name)
                .dataRoot(new DataRoot(root))
                .environment(Map.of())
                .build());
    }

    private static URI stream(LocalStreamsServer server, String name) {
        return URI.create(server.exports().url() + "/v1/stream/" + name);
    }

    /** The classes that the event loops of the server are in, once they drive sockets: a busy one may be elsewhere. */
    private static List<String> awaitSockets() {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        var frames = List.<String>of();
        while (frames.stream().noneMatch(name -> name.contains(".epoll.") || name.contains(".nio."))
                && System.nanoTime() < deadline) {
            frames = framesOfLoops().toList();
        }
        return frames;
    }

    /** The classes that they are in just now. */
    private static Stream<String> framesOfLoops() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("streams-http"))
                .flatMap(entry -> Arrays.stream(entry.getValue()))
                .map(StackTraceElement::getClassName);
    }
}
