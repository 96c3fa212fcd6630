package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HealthProbeTest {
    @TempDir
    Path root;

    private ServerOptions options;

    @BeforeEach
    void makeDirectory() throws IOException {
        options = ServerOptions.builder()
                .dataRoot(new DataRoot(root))
                .environment(Map.of())
                .build();
        Files.createDirectories(options.directory().path());
    }

    @Test
    void healthy_noServerFile_isAbsent() {
        assertThat(HealthProbe.healthy(options)).isEmpty();
    }

    @Test
    void healthy_serverAnswers2xx_isItsExports() throws IOException {
        assertThat(answering(200)).isTrue();
    }

    @Test
    void healthy_serverAnswersOtherwise_isAbsent() throws IOException {
        assertThat(answering(404)).isFalse();
        assertThat(answering(302)).isFalse();
        assertThat(answering(500)).isFalse();
    }

    @Test
    void healthy_serverHangs_isAbsent() throws IOException {
        try (var hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            write(ProcessHandle.current().pid(), hanging.getLocalPort());
            assertThat(HealthProbe.healthy(options)).isEmpty();
        }
    }

    @Test
    void healthy_processGone_isAbsentThoughAnotherAnswersThere() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        process.destroyForcibly().waitFor();
        var server = serve(200);
        try {
            write(process.pid(), server.getAddress().getPort());
            assertThat(HealthProbe.healthy(options)).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void health_hostnames_makeUris() throws URISyntaxException {
        assertThat(HealthProbe.health("http://127.0.0.1:80").toString()).isEqualTo("http://127.0.0.1:80/health");
        assertThat(HealthProbe.health("http://::1:80").toString()).isEqualTo("http://[::1]:80/health");
        assertThat(HealthProbe.health("http://[::1]:80").toString()).isEqualTo("http://[::1]:80/health");
        for (var bad : new String[] {"", "http:", "ftp://x:1", "http://x y:1", "http://x:65536", "http://x:99999999"}) {
            assertThatThrownBy(() -> HealthProbe.health(bad)).isInstanceOf(URISyntaxException.class);
        }
    }

    @Test
    void answers_urlOfNoServer_isFalse() {
        for (var url : new String[] {
            "",
            "http://",
            "http://:1",
            "http://[::1:1",
            "http://a b:1",
            "http://127.0.0.1:65536",
            "http://127.0.0.1:-1",
            "http://127.0.0.1:1",
            "ftp://127.0.0.1:1",
            "https://127.0.0.1:1",
            "file:///etc/hostname",
            "javascript:1"
        }) {
            assertThat(HealthProbe.answers(url)).as(url).isFalse();
        }
    }

    private boolean answering(int status) throws IOException {
        var server = serve(status);
        try {
            write(ProcessHandle.current().pid(), server.getAddress().getPort());
            return HealthProbe.healthy(options).isPresent();
        } finally {
            server.stop(0);
        }
    }

    private void write(long pid, int port) throws IOException {
        new ServerFile(options.directory().serverFile())
                .write(new Exports("default", pid, port, "http://127.0.0.1:" + port, "/x"), Instant.EPOCH);
    }

    private static HttpServer serve(int status) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
