package dev.streamslocal.cli;

import dev.streamslocal.engine.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the end of the log of a server, and with {@code -f} what is added to it until it is interrupted. */
@Command(
        name = "logs",
        description = "Prints the log of a server that was started with --detach.",
        footer = {"", "Examples:", "  streams logs", "  streams logs --name dev -f", "  streams logs --lines 20"})
final class LogsCommand implements Flagged {
    static final Map<String, Flags.Form> FORMS = Map.of(
            "--name", new Flags.Form.Value("default"),
            "--lines", new Flags.Form.Value("200"),
            "--follow", new Flags.Form.Switch(),
            "-f", new Flags.Form.Switch());

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Map<String, String> environment;
    private final Screen screen;
    private final Shutdown shutdown;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "default";

    @Option(names = "--lines", paramLabel = "K", description = "So many of the last lines; 200 if not given, 0 is all.")
    private String lines = "200";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is added.")
    private boolean follow;

    LogsCommand(Map<String, String> environment, Screen screen, Shutdown shutdown) {
        this.environment = environment;
        this.screen = screen;
        this.shutdown = shutdown;
    }

    @Override
    public LogsCommand with(Flags flags) {
        name = flags.value("--name", name);
        lines = flags.value("--lines", lines);
        follow = flags.has("--follow") || flags.has("-f");
        return this;
    }

    @Override
    public Integer call() throws InterruptedException {
        var log = ServerOptions.builder()
                .name(name)
                .environment(environment)
                .build()
                .logFile();
        var count = count();
        if (!Files.exists(log)) {
            throw new UsageException("no log of server " + name + ": " + log + " (start --detach writes one)");
        }
        try (var tail = new LogTail(log)) {
            tail.last(count).forEach(screen.out()::println);
            while (follow && !screen.out().checkError() && !shutdown.await(PAUSE)) {
                tail.copy(screen.out());
            }
            return 0;
        } catch (IOException e) {
            throw new UsageException("cannot read the log of server " + name + ": " + e.getMessage());
        }
    }

    private int count() {
        try {
            var count = Integer.parseInt(lines);
            if (count >= 0) {
                return count == 0 ? Integer.MAX_VALUE : count;
            }
        } catch (NumberFormatException e) {
            throw new UsageException("invalid --lines: " + lines);
        }
        throw new UsageException("invalid --lines: " + lines);
    }
}
