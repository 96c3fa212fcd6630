package dev.streamslocal.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The packaged product as a child process on a free port, with a new data root of its own. */
final class PackagedServer {
    private static final Path JAR = Path.of(System.getProperty(
            "conformance.jar",
            ModuleFiles.DIRECTORY.resolve("../cli/target/streams-local.jar").toString()));
    private static final int START_SECONDS_MAX = 60;
    private static final int STOP_SECONDS_MAX = 15;

    private final Process process;
    private final JsonNode exports;
    private final Path log;

    private PackagedServer(Process process, JsonNode exports, Path log) {
        this.process = process;
        this.exports = exports;
        this.log = log;
    }

    /** Starts it over a new data root. */
    static PackagedServer start() {
        return start(newRoot());
    }

    /**
     * Starts the jar over this data root and waits for its exports object; fails with the path of its log when it does not come.
     *
     * @param more arguments after {@code start --port 0}
     */
    static PackagedServer start(Path root, String... more) {
        requireJar();
        try {
            Path log = root.resolveSibling(root.getFileName() + ".log");
            var words = new ArrayList<>(List.of("start", "--port", "0"));
            words.addAll(List.of(more));
            var builder = builder(root, words).redirectError(log.toFile());
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "no-orphan"));
            process.getOutputStream().close();
            return new PackagedServer(process, awaitExports(process, log), log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What another command of the product printed and how it ended. */
    record Ending(int exit, String output, String errors) {}

    /** Runs a command of the jar over this data root to its end. */
    static Ending run(Path root, String... words) {
        requireJar();
        try {
            Path errors = Files.createTempFile(root.getParent(), "stderr-", ".log");
            Process process =
                    builder(root, List.of(words)).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            Ending ending = new Ending(exit, output, Files.readString(errors));
            Files.delete(errors);
            return ending;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void requireJar() {
        if (!Files.isRegularFile(JAR)) {
            throw new IllegalStateException("The packaged product is missing: " + JAR.normalize()
                    + " (build the cli module first, or name a running"
                    + " server with -Dconformance.url=http://127.0.0.1:PORT)");
        }
    }

    private static ProcessBuilder builder(Path root, List<String> words) {
        var command = new ArrayList<>(List.of(java(), "-jar", JAR.toString()));
        command.addAll(words);
        var builder = new ProcessBuilder(command);
        builder.environment().put("DS_LOCAL_DATA_ROOT", root.toString());
        return builder;
    }

    /** An empty data root below this module's target folder. */
    static Path newRoot() {
        try {
            Path roots = Files.createDirectories(ModuleFiles.DIRECTORY.resolve("target/servers"));
            return Files.createTempDirectory(roots, "root-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String url() {
        return exports.at("/http/url").asText();
    }

    long pid() {
        return process.pid();
    }

    /** What the process has written to its standard error so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    JsonNode exports() {
        return exports;
    }

    /** Sends SIGTERM and waits for the end; a server that does not leave by itself with 0 is a failure. */
    void stop() {
        process.destroy();
        int exit = awaitExit();
        if (exit != 0) {
            throw new IllegalStateException("server ended with " + exit + " after SIGTERM, expected 0");
        }
    }

    /** Sends SIGKILL and waits until the process is gone. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    private int awaitExit() {
        try {
            if (process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IllegalStateException("server did not end within " + STOP_SECONDS_MAX + " s of its signal");
    }

    private static JsonNode awaitExports(Process process, Path log) {
        var exports = CompletableFuture.supplyAsync(() -> readExports(process.getInputStream()));
        try {
            return exports.get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (Exception failure) {
            process.destroyForcibly();
            throw new IllegalStateException("no exports object from " + JAR.normalize() + ", see " + log, failure);
        }
    }

    private static JsonNode readExports(InputStream stdout) {
        try {
            JsonNode exports = new ObjectMapper().readTree(new ObjectMapper().createParser(stdout));
            if (exports == null) {
                throw new IllegalStateException("stdout ended before an exports object");
            }
            Thread.ofPlatform().daemon().name("server-stdout").start(() -> drain(stdout));
            return exports;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Keeps the pipe empty, so that a server that prints more never blocks on it. */
    private static void drain(InputStream stdout) {
        try (stdout) {
            stdout.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // The process is gone, and with it its pipe.
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
