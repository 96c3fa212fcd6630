package dev.streamslocal.engine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.Diagnosis;
import dev.streamslocal.engine.Exports;
import dev.streamslocal.engine.HealthProbe;
import dev.streamslocal.engine.LocalStreamsServer;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.engine.StartException;
import dev.streamslocal.engine.VerifyReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the documentation of what starts a server and looks at one. */
@Timeout(60)
class ServerExamplesIT {
    @TempDir
    Path directory;

    @Test
    void server() throws Exception {
        String messages;
        // @start region="server"
        var options = ServerOptions.builder()
                .name("orders")
                .dataRoot(new DataRoot(directory))
                .environment(Map.of())
                .build();
        try (var server = LocalStreamsServer.start(options);
                var client = HttpClient.newHttpClient()) {
            var stream = URI.create(server.exports().url() + "/v1/stream/orders");
            var create = HttpRequest.newBuilder(stream)
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("[{\"id\":1}]"));
            client.send(create.build(), BodyHandlers.discarding());
            var read = HttpRequest.newBuilder(stream).build();
            messages = client.send(read, BodyHandlers.ofString()).body();
        }
        // @end
        assertThat(messages).isEqualTo("[{\"id\":1}]");
    }

    @Test
    void options() {
        var log = new ArrayList<String>();
        // @start region="options"
        var options = ServerOptions.builder()
                .name("load")
                .port(8787)
                .dataRoot(new DataRoot(directory))
                .durability("off")
                .closeGrace(Duration.ZERO)
                .environment(Map.of("DS_READ_MAX_BYTES", "65536"))
                .warnings(log::add)
                .build();
        // @end
        assertThat(options.port()).isEqualTo(8787);
        assertThat(options.environment()).containsEntry("DS_READ_MAX_BYTES", "65536");
    }

    @Test
    void diagnosis() {
        var options = ServerOptions.builder()
                .dataRoot(new DataRoot(directory))
                .environment(Map.of())
                .build();
        // @start region="diagnosis"
        var diagnosis = Diagnosis.of(options);
        for (var finding : diagnosis.findings()) {
            System.out.println(finding.check() + ": " + finding.found() + " " + finding.advice());
        }
        // @end
        assertThat(diagnosis.ok()).isTrue();
    }

    @Test
    void names() {
        // @start region="name"
        var orders = ServerName.of(" orders ");
        var standard = ServerName.of("");
        // @end
        assertThat(orders.text()).isEqualTo("orders");
        assertThat(standard).isEqualTo(ServerName.DEFAULT);
    }

    @Test
    void roots() {
        // @start region="root"
        var ofThisMachine = DataRoot.of(System.getenv());
        var elsewhere = new DataRoot(directory.resolve("streams"));
        var ofCommandLine = DataRoot.of(Map.of("DS_LOCAL_DATA_ROOT", "/var/lib/streams"));
        // @end
        assertThat(ofThisMachine.path()).isAbsolute();
        assertThat(elsewhere.path()).isEqualTo(directory.resolve("streams"));
        assertThat(ofCommandLine.path()).hasFileName("streams");
    }

    @Test
    void exports() {
        try (var server = start("orders")) {
            // @start region="exports"
            Exports exports = server.exports();
            var stream = URI.create(exports.url() + "/v1/stream/orders");
            var database = Path.of(exports.sqlite());
            var json = exports.pretty();
            // @end
            assertThat(stream).hasPort(exports.port());
            assertThat(database).exists();
            assertThat(json).contains("\"name\": \"orders\"");
        }
    }

    @Test
    void failedStart() {
        var told = new ArrayList<String>();
        var options = options("orders");
        try (var first = LocalStreamsServer.start(options)) {
            // @start region="failure"
            try (var server = LocalStreamsServer.start(options)) {
                told.add("serves at " + server.exports().url());
            } catch (StartException e) {
                told.add(
                        switch (e.fault()) {
                            case LOCKED -> "runs already: " + e.getMessage();
                            case ADDRESS -> "choose another port: " + e.getMessage();
                            default -> e.getMessage();
                        });
            }
            // @end
            assertThat(first.exports().port()).isPositive();
        }
        assertThat(told).singleElement().asString().startsWith("runs already: Lock file");
    }

    @Test
    void probe() {
        var options = options("orders");
        try (var server = LocalStreamsServer.start(options)) {
            // @start region="probe"
            var running = HealthProbe.healthy(options).map(Exports::url);
            // @end
            assertThat(running).contains(server.exports().url());
        }
        assertThat(HealthProbe.healthy(options)).isEmpty();
    }

    @Test
    void control() throws Exception {
        start("orders").close();
        // @start region="control"
        var control = new ServerControl(new DataRoot(directory));
        var orders = ServerName.of("orders");
        control.stop(orders);
        control.reset(orders);
        // @end
        assertThat(directory.resolve("orders").resolve("durable-streams.sqlite"))
                .doesNotExist();
    }

    @Test
    void status() {
        start("orders").close();
        // @start region="status"
        var control = new ServerControl(new DataRoot(directory));
        for (var server : control.status()) {
            System.out.println(server.name() + (server.running() ? " runs" : " does not run"));
        }
        // @end
        assertThat(control.status())
                .singleElement()
                .satisfies(server -> assertThat(server.running()).isFalse());
    }

    @Test
    void stopped() throws Exception {
        // @start region="stop"
        var result = new ServerControl(new DataRoot(directory)).stop(ServerName.of("orders"));
        result.reason().ifPresent(why -> System.out.println("nothing to stop: " + why));
        // @end
        assertThat(result.reason()).contains("not_found");
    }

    @Test
    void wiped() {
        start("orders").close();
        // @start region="reset"
        var report = new ServerControl(new DataRoot(directory)).reset(ServerName.of("orders"));
        System.out.println("gone: " + report.sqlite());
        // @end
        assertThat(report.sqlite()).doesNotExist();
    }

    @Test
    void verified() {
        start("orders").close();
        var options = options("orders");
        // @start region="verify"
        var report = VerifyReport.of(options);
        if (!report.ok()) {
            System.out.println(report.pretty());
        }
        // @end
        assertThat(report.ok()).isTrue();
        assertThat(Files.exists(report.result().file())).isTrue();
    }

    private LocalStreamsServer start(String name) {
        return LocalStreamsServer.start(options(name));
    }

    private ServerOptions options(String name) {
        return ServerOptions.builder()
                .name(name)
                .dataRoot(new DataRoot(directory))
                .environment(Map.of())
                .build();
    }
}
