package dev.streamslocal.cli;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import dev.streamslocal.engine.ServerStatus;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Shows one server, or all that have a data directory (contract 50 §4.3). */
@Command(
        name = "status",
        aliases = "ls",
        description = "Shows whether a server runs, and where; all of them without --name.",
        footer = {"", "Examples:", "  streams status", "  streams status --name dev", "  streams ls"})
final class StatusCommand extends ServerCommand {
    StatusCommand(Map<String, String> environment, Screen screen) {
        super(environment, screen, "");
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
