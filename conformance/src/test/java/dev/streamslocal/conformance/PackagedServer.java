package dev.streamslocal.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The packaged product as a child process on a free port, with a new data root of its own. */
final class PackagedServer {
    private static final Path JAR = Path.of(System.getProperty(
            "conformance.jar",
            ModuleFiles.DIRECTORY.resolve("../cli/target/streams-local.jar").toString()));
    private static final int START_SECONDS_MAX = 60;
    private static final int STOP_SECONDS_MAX = 15;
    private static final int REQUESTS_AFTER_COLLECTION = 5;
    private static final int SHOWN_CHARACTERS_MAX = 2000;

    private static final String WATCH_LEAKS = "-Dio.netty.leakDetection.level=paranoid";
    private static final String LEAK = "LEAK:";

    private static final List<String> ITS_SIZE = List.of(
            "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Xms32m", "-Xmx512m", "-XX:MaxDirectMemorySize=192m");

    private final Process process;
    private final JsonNode exports;
    private final Path log;
    private final boolean watched;

    private PackagedServer(Process process, JsonNode exports, Path log, boolean watched) {
        this.process = process;
        this.exports = exports;
        this.log = log;
        this.watched = watched;
    }

    /** Starts it over a new data root, with an eye on its buffers. */
    static PackagedServer start() {
        return startWatched(newRoot());
    }

    /** Starts it such that it follows each of its buffers; {@link #stop} and {@link #kill} fail if one was lost. */
    static PackagedServer startWatched(Path root, String... more) {
        return start(root, List.of(WATCH_LEAKS), more);
    }

    /** Starts it in a JVM of the size that {@code ./streams} gives it. */
    static PackagedServer startInItsSize(Path root, String... more) {
        return start(root, ITS_SIZE, more);
    }

    /**
     * Starts the jar over this data root and waits for its exports object; fails with the path of its log when it does not come.
     *
     * @param more arguments after {@code start --port 0}
     */
    static PackagedServer start(Path root, String... more) {
        return start(root, List.of(), more);
    }

    /** The same on a JVM with these flags. */
    static PackagedServer start(Path root, List<String> flags, String... more) {
        return start(root, flags, Map.of(), more);
    }

    /** The same with these variables in its environment. */
    static PackagedServer start(Path root, Map<String, String> environment, String... more) {
        return start(root, List.of(), environment, more);
    }

    private static PackagedServer start(
            Path root, List<String> flags, Map<String, String> environment, String... more) {
        requireJar();
        try {
            Path log = root.resolveSibling(root.getFileName() + ".log");
            var command = commandLine("start", "--port", "0");
            command.addAll(List.of(more));
            command.addAll(1, flags);
            var builder = builder(root, command).redirectError(Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "no-orphan"));
            process.getOutputStream().close();
            return new PackagedServer(process, awaitExports(process, log), log, flags.contains(WATCH_LEAKS));
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
            Process process = builder(root, commandLine(words))
                    .redirectError(errors.toFile())
                    .start();
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

    /** The packaged command line with these words. */
    static List<String> commandLine(String... words) {
        var command = new ArrayList<>(List.of(tool("java"), "-jar", JAR.toString()));
        command.addAll(List.of(words));
        return command;
    }

    private static ProcessBuilder builder(Path root, List<String> command) {
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

    boolean isAlive() {
        return process.isAlive();
    }

    /** Lets the JVM collect its garbage: memory in use then is memory needed. */
    void collectGarbage() {
        try {
            new ProcessBuilder(tool("jcmd"), Long.toString(pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends SIGTERM and waits for the end; a server that does not leave by itself with 0 is a failure. */
    void stop() {
        if (watched) {
            showLeaks();
        }
        process.destroy();
        int exit = awaitExit();
        if (exit != 0) {
            throw new IllegalStateException("server ended with " + exit + " after SIGTERM, expected 0");
        }
        requireNoLeak();
    }

    /** Sends SIGKILL and waits until the process is gone. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
        requireNoLeak();
    }

    /** A lost buffer is noticed when it has been collected and another one is made. */
    private void showLeaks() {
        collectGarbage();
        for (int i = 0; i < REQUESTS_AFTER_COLLECTION; i++) {
            try (Wire wire = Wire.open(address())) {
                wire.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
            }
        }
    }

    private void requireNoLeak() {
        String said = log();
        int leak = said.indexOf(LEAK);
        if (leak >= 0) {
            throw new IllegalStateException("the server has lost a buffer, see " + log + "\n"
                    + said.substring(leak, Math.min(said.length(), leak + SHOWN_CHARACTERS_MAX)));
        }
    }

    InetSocketAddress address() {
        var url = URI.create(url());
        return new InetSocketAddress(url.getHost(), url.getPort());
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

    /** A program of the JDK that runs the tests. */
    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
