package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A server of this product for the time of one run, over a new data root.
 *
 * <p>A process of its own, started as this one was: heap, collector and processor time are those a user's server has, and
 * the load takes no part in them.
 */
final class OwnServer implements AutoCloseable {
    private static final int STOP_SECONDS_MAX = 15;
    private static final Pattern URL = Pattern.compile("\"url\": \"([^\"]+)\"");

    private final Process process;
    private final Path root;
    private final Thread atExit;
    private final String url;

    private OwnServer(Process process, Path root) {
        this.process = process;
        this.root = root;
        this.atExit = new Thread(this::stop, "bench-server-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        this.url = awaitUrl();
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param parent folder in which its data root is made
     * @param main class of the command line
     * @param apiKey what its clients have to show; empty for nothing
     * @throws BenchFailure if it does not start
     */
    static OwnServer start(Path parent, String main, String apiKey) {
        try {
            var root = Files.createTempDirectory(parent, "streams-bench-");
            var builder = new ProcessBuilder(command(main)).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("DS_LOCAL_DATA_ROOT", root.toString());
            builder.environment().put("DS_API_KEY", apiKey);
            return new OwnServer(builder.start(), root);
        } catch (IOException e) {
            throw new BenchFailure("cannot start a server over a folder in " + parent + ": " + e);
        }
    }

    // Ctrl-C reaches all processes of a terminal; the server must outlive it to be read back.
    private static List<String> command(String main) {
        var command = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        var classes = System.getProperty("java.class.path", "");
        // Only so does the JVM read the manifest of the jar.
        var packaged = classes.endsWith(".jar") && !classes.contains(File.pathSeparator);
        command.addAll(packaged ? List.of("-jar", classes) : List.of("-cp", classes, main));
        // It takes over which of our streams are terminals, and its output is none.
        command.addAll(List.of("start", "--json", "--port", "0", "--name", "bench"));
        return command;
    }

    private String awaitUrl() {
        var printed = new StringBuilder();
        // Not closed: the server may print more, and must not meet a closed pipe.
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        try {
            for (var line = output.readLine(); line != null && !line.equals("}"); line = output.readLine()) {
                printed.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var found = URL.matcher(printed);
        if (!found.find()) {
            close();
            throw new BenchFailure("the server did not start");
        }
        return found.group(1);
    }

    String url() {
        return url;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Stops the server and removes its data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            remove();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove() throws IOException {
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
