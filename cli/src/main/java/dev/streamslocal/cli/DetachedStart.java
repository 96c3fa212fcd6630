package dev.streamslocal.cli;

import dev.streamslocal.engine.Exports;
import dev.streamslocal.engine.HealthProbe;
import dev.streamslocal.engine.ServerOptions;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts a server in a process that outlives this one and its terminal. Blocks the caller until it is healthy or has failed. */
final class DetachedStart {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 20;

    private final ServerOptions options;
    private final Path log;
    private final List<String> words;
    private final Optional<String> key;
    private final Screen screen;
    private long pid;

    /**
     * @param words of the command line for that process
     * @param key what its clients have to show, handed over in its environment
     */
    DetachedStart(ServerOptions options, Path log, List<String> words, Optional<String> key, Screen screen) {
        this.options = options;
        this.log = log;
        this.words = words;
        this.key = key;
        this.screen = screen;
    }

    /** Its process, once it was started. */
    long pid() {
        return pid;
    }

    /** What the server of the name tells, be it this one or one that was quicker; empty after a failure, which was told. */
    Optional<Exports> run() throws IOException, InterruptedException {
        var before = prepareLog();
        var process = start();
        pid = process.pid();
        var giveUp = System.nanoTime() + WAIT.toNanos();
        while (process.isAlive() && System.nanoTime() < giveUp) {
            var running = HealthProbe.healthy(options).filter(exports -> exports.pid() == pid);
            if (running.isPresent()) {
                return running;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        if (process.isAlive()) {
            process.destroy();
            screen.err()
                    .println("server " + options.name() + " was not healthy within " + WAIT.toSeconds() + " s: " + log);
            return Optional.empty();
        }
        var quicker = process.exitValue() == 0 ? HealthProbe.healthy(options) : Optional.<Exports>empty();
        if (quicker.isEmpty()) {
            screen.err().print(since(before));
        }
        return quicker;
    }

    /** Makes the file as its owner's alone, in a directory that may not be there yet; returns what it holds already. */
    private long prepareLog() {
        options.prepareDirectory();
        try {
            new RotatingLog(log).close();
            return Files.size(log);
        } catch (IOException e) {
            throw new UsageException("cannot write --log-file " + log + ": " + e);
        }
    }

    private Process start() throws IOException {
        var command = new ArrayList<String>(sessionOfItsOwn());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        var classPath = System.getProperty("java.class.path");
        command.addAll(
                classPath.endsWith(".jar") && !classPath.contains(System.getProperty("path.separator"))
                        ? List.of("-jar", classPath)
                        : List.of("-cp", classPath, Main.class.getName()));
        command.addAll(words);
        var builder = new ProcessBuilder(command);
        key.ifPresent(secret -> builder.environment().put("DS_API_KEY", secret));
        return builder.redirectInput(Redirect.from(nothing()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
    }

    private static File nothing() {
        return new File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /** So that neither Ctrl-C nor the end of the terminal reaches it. */
    private static List<String> sessionOfItsOwn() {
        for (var folder : new String[] {"/usr/bin", "/bin"}) {
            if (Files.isExecutable(Path.of(folder, "setsid"))) {
                return List.of(Path.of(folder, "setsid").toString());
            }
        }
        return Files.isExecutable(Path.of("/usr/bin/nohup")) ? List.of("/usr/bin/nohup") : List.of();
    }

    private String since(long position) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.min(position, file.length()));
            var rest = new byte[(int) Math.min(file.length() - file.getFilePointer(), RotatingLog.BYTES_MAX)];
            file.readFully(rest);
            return new String(rest, StandardCharsets.UTF_8);
        }
    }
}
