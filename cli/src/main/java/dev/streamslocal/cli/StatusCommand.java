package dev.streamslocal.cli;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import dev.streamslocal.engine.ServerStatus;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows one server, or all that have a data directory (contract 50 §4.3). */
@Command(
        name = "status",
        aliases = "ls",
        description = "Shows whether a server runs, and where; all of them without --name.",
        footer = {"", "Examples:", "  streams status", "  streams status --name dev", "  streams ls"})
final class StatusCommand implements Flagged {
    static final Map<String, Flags.Form> FORMS =
            Map.of("--name", new Flags.Form.Value("default"), "--json", new Flags.Form.Switch());

    private final Map<String, String> environment;
    private final Screen screen;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "";

    @Option(names = "--json", description = "JSON on a terminal too.")
    private boolean json;

    StatusCommand(Map<String, String> environment, Screen screen) {
        this.environment = environment;
        this.screen = screen;
    }

    @Override
    public StatusCommand with(Flags flags) {
        name = flags.value("--name", name);
        json = flags.has("--json");
        return this;
    }

    @Override
    public Integer call() throws Exception {
        var control = new ServerControl(DataRoot.of(environment));
        if (name.isEmpty()) {
            var all = Patience.with(screen, "[status] asking the servers", control::status);
            screen.show(json, ServerStatus.pretty(all), new StatusForm(all)::text);
        } else {
            var status = control.status(ServerName.of(name));
            screen.show(json, status.pretty(), new StatusForm(List.of(status))::text);
        }
        return 0;
    }
}
