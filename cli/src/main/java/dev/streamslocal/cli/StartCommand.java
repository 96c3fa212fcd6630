package dev.streamslocal.cli;

import dev.streamslocal.engine.Exports;
import dev.streamslocal.engine.HealthProbe;
import dev.streamslocal.engine.JsNumber;
import dev.streamslocal.engine.LocalStreamsServer;
import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.engine.StartException;
import dev.streamslocal.engine.StartException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a server, or shows the one of that name that runs already (decision 11). */
@Command(
        name = "start",
        description = "Starts a server and says where it is.",
        footer = {
            "",
            "Examples:",
            "  streams start",
            "  streams start --name dev --port 8787",
            "  streams start --detach && streams logs -f",
            "  streams start --api-key-file key.txt",
            "  streams start --durability off --request-log"
        })
final class StartCommand implements Flagged {
    static final Map<String, Flags.Form> FORMS = Map.ofEntries(
            Map.entry("--api-key", new Flags.Form.Whole()),
            Map.entry("--api-key-file", new Flags.Form.Whole()),
            Map.entry("--name", new Flags.Form.Value("default")),
            Map.entry("--hostname", new Flags.Form.Value("127.0.0.1")),
            Map.entry("--port", new Flags.Form.Value("0")),
            Map.entry("--no-reuse", new Flags.Form.Switch()),
            Map.entry("--detach", new Flags.Form.Switch()),
            Map.entry("--allow-host", new Flags.Form.Repeated()),
            Map.entry("--allow-origin", new Flags.Form.Repeated()),
            Map.entry("--allow-remote", new Flags.Form.Switch()),
            Map.entry("--durability", new Flags.Form.Value("full")),
            Map.entry("--log-level", new Flags.Form.Value("warn")),
            Map.entry("--log-file", new Flags.Form.Whole()),
            Map.entry("--request-log", new Flags.Form.Switch()),
            Map.entry("--json", new Flags.Form.Switch()));

    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
    private static final Duration LOCK_PAUSE = Duration.ofMillis(100);
    private static final int PORT_MAX = 65_535;

    private final Map<String, String> environment;
    private final Shutdown shutdown;
    private Screen screen;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server and of its data directory.")
    private String name = "default";

    @Option(names = "--hostname", paramLabel = "H", description = "Address to listen on; 127.0.0.1 if not given.")
    private String hostname = "127.0.0.1";

    @Option(names = "--port", paramLabel = "P", description = "Port to listen on; any free one if not given.")
    private String port = "0";

    @Option(names = "--no-reuse", description = "Fail if the server of that name runs already.")
    private boolean noReuse;

    @Option(names = "--detach", description = "Return once it is healthy; it goes on and writes a log file.")
    private boolean detach;

    @Option(names = "--allow-host", paramLabel = "H", description = "Serve requests for this Host too.")
    private List<String> allowHosts = new ArrayList<>();

    @Option(names = "--allow-origin", paramLabel = "O", description = "Serve web pages of this Origin too.")
    private List<String> allowOrigins = new ArrayList<>();

    @Option(names = "--allow-remote", description = "Allow to listen beyond this machine.")
    private boolean allowRemote;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "Serve only those who send Authorization: Bearer KEY. While ./streams starts, the list of "
                    + "processes shows this option to other users; --api-key-file and DS_API_KEY are never shown.")
    private String apiKey = "";

    @Option(names = "--api-key-file", paramLabel = "F", description = "The same with the key that this file holds.")
    private String apiKeyFile = "";

    @Option(
            names = "--durability",
            paramLabel = "D",
            description = "What survives a power cut: full (all that was answered), normal or off.")
    private String durability = "full";

    @Option(
            names = "--log-level",
            paramLabel = "L",
            description = "off, error, warn (if not given), info, debug or trace.")
    private String logLevel = "warn";

    @Option(
            names = "--log-file",
            paramLabel = "F",
            description = "Write to this file what else goes to standard error; it is put aside when it is full.")
    private String logFile = "";

    @Option(names = "--request-log", description = "Log a line for each request: no headers, no bodies.")
    private boolean requestLog;

    @Option(names = "--json", description = "JSON on a terminal too.")
    private boolean json;

    StartCommand(Map<String, String> environment, Screen screen, Shutdown shutdown) {
        this.environment = environment;
        this.screen = screen;
        this.shutdown = shutdown;
    }

    @Override
    public StartCommand with(Flags flags) {
        name = flags.value("--name", name);
        hostname = flags.value("--hostname", hostname);
        port = flags.value("--port", port);
        noReuse = flags.has("--no-reuse");
        detach = flags.has("--detach");
        allowHosts = flags.values("--allow-host");
        allowOrigins = flags.values("--allow-origin");
        allowRemote = flags.has("--allow-remote");
        apiKey = flags.value("--api-key", apiKey);
        apiKeyFile = flags.value("--api-key-file", apiKeyFile);
        durability = flags.value("--durability", durability);
        logLevel = flags.value("--log-level", logLevel);
        logFile = flags.value("--log-file", logFile);
        requestLog = flags.has("--request-log");
        json = flags.has("--json");
        return this;
    }

    @Override
    public Integer call() throws Exception {
        LogLevel.set(logLevel);
        if (detach) {
            return detach();
        }
        if (!logFile.isEmpty()) {
            screen = screen.withErrors(LogTarget.open(logFile));
        }
        var options = options();
        return switch (Patience.with(screen, "[start] waiting for server " + name, () -> startOrFind(options))) {
            case Started mine -> serve(mine.server(), options);
            case Running other -> show(other.exports());
            case Unwanted u -> 0;
        };
    }

    /** What came of a start. */
    private sealed interface Outcome {}

    private record Started(LocalStreamsServer server) implements Outcome {}

    private record Running(Exports exports) implements Outcome {}

    /** A signal came while the lock was waited for. */
    private record Unwanted() implements Outcome {}

    private Outcome startOrFind(ServerOptions options) throws InterruptedException {
        var giveUp = System.nanoTime() + LOCK_WAIT.toNanos();
        while (true) {
            try {
                return new Started(LocalStreamsServer.start(options));
            } catch (StartException e) {
                if (e.fault() != Fault.LOCKED || noReuse) {
                    throw e;
                }
                var running = HealthProbe.healthy(options);
                if (running.isPresent()) {
                    return new Running(running.get());
                }
                if (System.nanoTime() > giveUp) {
                    throw e;
                }
            }
            if (shutdown.await(LOCK_PAUSE)) {
                return new Unwanted();
            }
        }
    }

    private ServerOptions options() {
        var builder = ServerOptions.builder();
        givenKey().ifPresent(builder::apiKey);
        if (requestLog) {
            builder.requestLog(new LogLines(screen.err()));
        }
        return builder.name(name)
                .hostname(hostname)
                .port(portNumber(port))
                .allowHosts(allowHosts)
                .allowOrigins(allowOrigins)
                .allowRemote(allowRemote)
                .durability(durability)
                .environment(environment)
                .warnings(screen.err()::println)
                .onLockLost(shutdown::lockLost)
                .build();
    }

    private Optional<String> givenKey() {
        if (!apiKey.isEmpty()) {
            return Optional.of(apiKey);
        }
        if (apiKeyFile.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(Path.of(apiKeyFile)).strip());
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("cannot read --api-key-file " + apiKeyFile + ": " + e);
        }
    }

    /** @throws UsageException if this is no port */
    static double portNumber(String port) {
        var number = Math.floor(JsNumber.parse(port));
        if (number >= 0 && number <= PORT_MAX) {
            return number;
        }
        throw new UsageException("invalid --port: " + port);
    }

    private int serve(LocalStreamsServer server, ServerOptions options) throws InterruptedException {
        try (server) {
            shutdown.closeOnExit(server);
            screen.err().println(options.durabilityNotice());
            show(server.exports(), server.exports().pretty(), false, Optional.empty());
            return shutdown.await().map(this::complain).orElse(0);
        }
    }

    private int complain(String reason) {
        screen.err().println(reason);
        return 1;
    }

    private int show(Exports running) {
        show(running, running.prettyReused(), true, Optional.empty());
        return 0;
    }

    private void show(Exports exports, String text, boolean reused, Optional<Path> log) {
        var form = new StartForm(exports, reused, keyRequired(), log);
        screen.show(json, text, form::text);
    }

    private boolean keyRequired() {
        return !apiKey.isEmpty()
                || !apiKeyFile.isEmpty()
                || !environment.getOrDefault("DS_API_KEY", "").isBlank();
    }

    private int detach() throws Exception {
        var options = options();
        var log =
                logFile.isEmpty() ? options.logFile() : LogTarget.path(logFile).toAbsolutePath();
        var running = HealthProbe.healthy(options);
        if (running.isPresent()) {
            if (noReuse) {
                throw new UsageException("server is running: " + name);
            }
            return show(running.get());
        }
        var child = new DetachedStart(options, log, words(log), givenKey(), screen);
        var started = Patience.with(screen, "[start] waiting for server " + name, child::run);
        if (started.isEmpty()) {
            return 1;
        }
        screen.err().println(options.durabilityNotice());
        if (started.get().pid() == child.pid()) {
            show(started.get(), started.get().prettyWithLog(log), false, Optional.of(log));
        } else {
            show(started.get());
        }
        return 0;
    }

    /** The same command for a process of its own, without what is a secret. */
    private List<String> words(Path log) {
        var words = new ArrayList<>(List.of(
                "start", "--json", "--name=" + name, "--hostname=" + hostname, "--port=" + port, "--log-file=" + log));
        words.add("--durability=" + durability);
        words.add("--log-level=" + logLevel);
        allowHosts.forEach(host -> words.add("--allow-host=" + host));
        allowOrigins.forEach(origin -> words.add("--allow-origin=" + origin));
        if (allowRemote) {
            words.add("--allow-remote");
        }
        if (noReuse) {
            words.add("--no-reuse");
        }
        if (requestLog) {
            words.add("--request-log");
        }
        return words;
    }
}
