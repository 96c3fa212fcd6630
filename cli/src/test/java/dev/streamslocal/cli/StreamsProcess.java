package dev.streamslocal.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The command line in a process of its own, with its output kept. */
final class StreamsProcess implements AutoCloseable {
    private static final long WAIT_SECONDS = 60;

    // A job in the background of a shell ignores SIGINT, one under nohup SIGHUP, and so does what it starts, unless
    // told otherwise.
    private static final List<String> DEFAULT_SIGNALS = defaultSignals();

    private static final Pattern URL = Pattern.compile("\"url\": \"([^\"]+)\"");

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final StringBuilder printed = new StringBuilder();

    private StreamsProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static List<String> defaultSignals() {
        var prefix = List.of("env", "--default-signal=INT,HUP");
        try {
            var trial = new ArrayList<>(prefix);
            trial.add("true");
            return new ProcessBuilder(trial).start().waitFor() == 0 ? prefix : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param root data root of the process */
    static StreamsProcess run(Path root, String... words) throws IOException {
        return run(root.getParent(), Map.of("DS_LOCAL_DATA_ROOT", root.toString()), words);
    }

    /**
     * @param place where the process runs
     * @param environment variables it is given besides those of this process that are not the server's
     */
    static StreamsProcess run(Path place, Map<String, String> environment, String... words) throws IOException {
        var errors = Files.createTempFile(place, "stderr", ".txt");
        var command = new ArrayList<>(DEFAULT_SIGNALS);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(place.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DS_") || name.equals("PORT"));
        builder.environment().putAll(environment);
        return new StreamsProcess(builder.start(), errors);
    }

    /** Waits for the whole exports object; returns itself. */
    StreamsProcess untilReady() throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            printed.append(line).append('\n');
            if (line.equals("}")) {
                return this;
            }
        }
        throw new IOException("ended before it was ready: " + errors());
    }

    /** The next line of its output. */
    String line() throws IOException {
        return String.valueOf(output.readLine());
    }

    /** Waits for the end; returns the exit code, that of SIGKILL if it does not come. */
    int exitCode() throws IOException, InterruptedException {
        CompletableFuture.delayedExecutor(WAIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            printed.append(line).append('\n');
        }
        return process.waitFor();
    }

    String output() {
        return printed.toString();
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    long pid() {
        return process.pid();
    }

    String url() {
        var matcher = URL.matcher(printed);
        if (!matcher.find()) {
            throw new IllegalStateException("no URL in: " + printed);
        }
        return matcher.group(1);
    }

    /** @param signal name without {@code SIG} */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Sends a request and returns status and body, separated by a blank. */
    String send(String method, String path, String body) throws IOException {
        var connection = (HttpURLConnection) URI.create(url() + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty("Content-Type", "application/json");
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        var status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + (in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        if (errors().contains("LEAK:")) {
            throw new IllegalStateException("a buffer was lost: " + errors());
        }
    }
}
