package dev.streamslocal.cli;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import dev.streamslocal.engine.ServerStatus;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows one server, or all that have a data directory (contract 50 §4.3). */
@Command(
        name = "status",
        aliases = "ls",
        description = "Shows whether a server runs, and where; all of them without --name.",
        footer = {"", "Examples:", "  streams status", "  streams status --name dev", "  streams ls"})
final class StatusCommand implements Callable<Integer> {
    static final Map<String, Flags.Form> FORMS = Map.of("--name", new Flags.Form.Value("default"));

    private final Map<String, String> environment;
    private final PrintStream out;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "";

    StatusCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public Integer call() {
        var control = new ServerControl(DataRoot.of(environment));
        out.println(
                name.isEmpty()
                        ? ServerStatus.pretty(control.status())
                        : control.status(ServerName.of(name)).pretty());
        out.flush();
        return 0;
    }
}
