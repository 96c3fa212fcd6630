package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The packaged server on a disk that takes no more or fails: what it answers, and what is there after a kill (decision 21). */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class FailingDiskIT {
    private static final int LIMIT_BYTES = 6 << 20;
    private static final int MESSAGE_BYTES = 64 << 10;
    private static final int MESSAGES_MAX = 2000;
    private static final int NO_COMPILER = 3;
    private static final Path BUILD =
            ModuleFiles.DIRECTORY.resolve("../.mvn/build-faulty-disk.sh").normalize();

    private final Path root = PackagedServer.newRoot();
    private final List<PackagedServer> servers = new ArrayList<>();
    private final StringBuilder acknowledged = new StringBuilder();
    private int sent;

    @AfterEach
    void stop() {
        servers.forEach(PackagedServer::kill);
    }

    @Test
    void fileSizeLimit_is507_readsGoOn_andAppendsRecoverWhenItIsRaised() throws Exception {
        PackagedServer server = start(Map.of());
        assertThat(send("PUT", "/v1/stream/a", "")).hasStatus(201);
        limitFileSize(server, LIMIT_BYTES + ":");
        Answer full = appendUntilRefused();
        assertThat(full).hasStatus(507);
        assertThat(full.json().at("/error/code").asText()).isEqualTo("insufficient_storage");
        assertThat(send("PUT", "/v1/stream/b", message())).hasStatus(507);
        assertThat(send("GET", "/v1/stream/b?offset=-1", "")).hasStatus(404);
        assertThat(readAll()).isEqualTo(acknowledged.toString());

        limitFileSize(server, "unlimited:");
        append(204);
        assertThat(readAll()).isEqualTo(acknowledged.toString());
        restartAfterKill();
    }

    @Test
    void fullDisk_is507_readsGoOn_andAppendsRecoverWhenThereIsSpace() throws Exception {
        start(faulty());
        assertThat(send("PUT", "/v1/stream/a", "")).hasStatus(201);
        append(204);
        order("fail write 1 28 on");
        for (int i = 0; i < 3; i++) {
            Answer full = append(507);
            assertThat(full.json().at("/error/message").asText()).isEqualTo("disk full");
            assertThat(readAll()).isEqualTo(acknowledged.toString());
        }
        order("clear");
        append(204);
        restartAfterKill();
    }

    /** Nobody knows whether an append is durable whose sync failed; the next ones stand on firm ground again. */
    @Test
    void syncThatFails_isAnError_andTheServerGoesOn() throws Exception {
        start(faulty());
        assertThat(send("PUT", "/v1/stream/a", "")).hasStatus(201);
        append(204);
        order("fail sync 1 5 once");
        assertThat(send("POST", "/v1/stream/a", message())).isProblem(500, "internal", "append failed");
        assertThat(readAll()).isEqualTo(acknowledged.toString());
        append(204);
        assertThat(readAll()).isEqualTo(acknowledged.toString());
        restartAfterKill();
    }

    private PackagedServer start(Map<String, String> environment) {
        servers.add(PackagedServer.start(root, environment));
        return servers.getLast();
    }

    private void restartAfterKill() {
        servers.removeLast().kill();
        PackagedServer.Ending verified = PackagedServer.run(root, "verify");
        assertThat(verified.exit()).as(verified.output()).isZero();
        start(Map.of());
        assertThat(readAll()).isEqualTo(acknowledged.toString());
        append(204);
    }

    private Answer appendUntilRefused() {
        for (int i = 0; i < MESSAGES_MAX; i++) {
            String message = message();
            Answer answer = send("POST", "/v1/stream/a", message);
            if (answer.status() != 204) {
                return answer;
            }
            acknowledged.append(message);
        }
        throw new AssertionError("no append was refused");
    }

    private Answer append(int status) {
        String message = message();
        Answer answer = send("POST", "/v1/stream/a", message);
        assertThat(answer).hasStatus(status);
        acknowledged.append(status == 204 ? message : "");
        return answer;
    }

    private String message() {
        String number = sent++ + ":";
        return number + "m".repeat(MESSAGE_BYTES - number.length());
    }

    private String readAll() {
        StringBuilder all = new StringBuilder();
        String offset = "-1";
        while (true) {
            Answer page = send("GET", "/v1/stream/a?offset=" + offset, "");
            assertThat(page).hasStatus(200);
            all.append(page.text());
            offset = page.nextOffset();
            if (page.has("Stream-Up-To-Date")) {
                return all.toString();
            }
        }
    }

    // The disk

    private static void limitFileSize(PackagedServer server, String limit) throws Exception {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(server.pid()), "--fsize=" + limit)
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    /** The variables that load the library of {@code storage/src/test/native}. */
    private Map<String, String> faulty() throws Exception {
        Process build = new ProcessBuilder("sh", BUILD.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String library = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        int exit = build.waitFor();
        assumeTrue(exit != NO_COMPILER, "LEFT OUT: without a C compiler no disk faults can be tested here");
        assertThat(exit).isZero();
        return Map.of("LD_PRELOAD", library, "FAULTYDISK_ROOT", disk().toString());
    }

    private Path disk() throws IOException {
        return Files.createDirectories(root.resolve("default")).toRealPath();
    }

    /** Takes effect at the next change to a file of the database. */
    private void order(String order) throws IOException {
        Path draft = Files.writeString(disk().resolve("orders.new"), order + "\n");
        Files.move(draft, disk().resolve("orders"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Answer send(String method, String target, String body) {
        URI url = URI.create(servers.getLast().url());
        try (Wire wire = Wire.open(new InetSocketAddress(url.getHost(), url.getPort()))) {
            wire.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            return wire.answer();
        }
    }
}
