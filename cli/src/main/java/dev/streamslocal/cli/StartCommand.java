package dev.streamslocal.cli;

import dev.streamslocal.engine.Exports;
import dev.streamslocal.engine.HealthProbe;
import dev.streamslocal.engine.JsNumber;
import dev.streamslocal.engine.LocalStreamsServer;
import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.engine.StartException;
import dev.streamslocal.engine.StartException.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a server in the foreground, or shows the one of that name that runs already (decision 11). */
@Command(
        name = "start",
        description = "Starts a server in the foreground and prints where it is.",
        footer = {
            "",
            "Examples:",
            "  streams start",
            "  streams start --name dev --port 8787",
            "  streams start --api-key-file key.txt",
            "  streams start --durability off"
        })
final class StartCommand implements Callable<Integer> {
    static final Map<String, Flags.Form> FORMS = Map.of(
            "--api-key", new Flags.Form.Whole(),
            "--api-key-file", new Flags.Form.Whole(),
            "--name", new Flags.Form.Value("default"),
            "--hostname", new Flags.Form.Value("127.0.0.1"),
            "--port", new Flags.Form.Value("0"),
            "--no-reuse", new Flags.Form.Switch(),
            "--allow-host", new Flags.Form.Repeated(),
            "--allow-origin", new Flags.Form.Repeated(),
            "--allow-remote", new Flags.Form.Switch(),
            "--durability", new Flags.Form.Value("full"));

    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
    private static final Duration LOCK_PAUSE = Duration.ofMillis(100);
    private static final int PORT_MAX = 65_535;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final Shutdown shutdown;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server and of its data directory.")
    private String name = "default";

    @Option(names = "--hostname", paramLabel = "H", description = "Address to listen on; 127.0.0.1 if not given.")
    private String hostname = "127.0.0.1";

    @Option(names = "--port", paramLabel = "P", description = "Port to listen on; any free one if not given.")
    private String port = "0";

    @Option(names = "--no-reuse", description = "Fail if the server of that name runs already.")
    private boolean noReuse;

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

    StartCommand(Map<String, String> environment, PrintStream out, PrintStream err, Shutdown shutdown) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.shutdown = shutdown;
    }

    /** Takes the flags as picocli would: its classes alone are a sixth of a start, which needs them for its help only. */
    StartCommand with(Flags flags) {
        name = flags.value("--name", name);
        hostname = flags.value("--hostname", hostname);
        port = flags.value("--port", port);
        noReuse = flags.has("--no-reuse");
        allowHosts = flags.values("--allow-host");
        allowOrigins = flags.values("--allow-origin");
        allowRemote = flags.has("--allow-remote");
        apiKey = flags.value("--api-key", apiKey);
        apiKeyFile = flags.value("--api-key-file", apiKeyFile);
        durability = flags.value("--durability", durability);
        return this;
    }

    @Override
    public Integer call() throws InterruptedException {
        var options = options();
        var giveUp = System.nanoTime() + LOCK_WAIT.toNanos();
        while (true) {
            try {
                return serve(LocalStreamsServer.start(options), options);
            } catch (StartException e) {
                if (e.fault() != Fault.LOCKED || noReuse) {
                    throw e;
                }
                var running = HealthProbe.healthy(options);
                if (running.isPresent()) {
                    return show(running.get());
                }
                if (System.nanoTime() > giveUp) {
                    throw e;
                }
            }
            if (shutdown.await(LOCK_PAUSE)) {
                return 0;
            }
        }
    }

    private ServerOptions options() {
        var builder = ServerOptions.builder();
        givenKey().ifPresent(builder::apiKey);
        return builder.name(name)
                .hostname(hostname)
                .port(portNumber())
                .allowHosts(allowHosts)
                .allowOrigins(allowOrigins)
                .allowRemote(allowRemote)
                .durability(durability)
                .environment(environment)
                .warnings(err::println)
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

    private double portNumber() {
        var number = Math.floor(JsNumber.parse(port));
        if (number >= 0 && number <= PORT_MAX) {
            return number;
        }
        throw new UsageException("invalid --port: " + port);
    }

    private int serve(LocalStreamsServer server, ServerOptions options) throws InterruptedException {
        try (server) {
            shutdown.closeOnExit(server);
            err.println(options.durabilityNotice());
            out.println(server.exports().pretty());
            out.flush();
            return shutdown.await().map(this::complain).orElse(0);
        }
    }

    private int complain(String reason) {
        err.println(reason);
        return 1;
    }

    private int show(Exports running) {
        out.println(running.prettyReused());
        out.flush();
        return 0;
    }
}
