package dev.streamslocal.cli;

import dev.streamslocal.cli.Screen.Colour;
import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import java.util.Map;
import picocli.CommandLine.Command;

/** Deletes the data of a server that does not run (contract 50 §4.2). */
@Command(
        name = "reset",
        description = "Deletes the database of a server that does not run.",
        footer = {"", "Examples:", "  streams reset", "  streams reset --name dev"})
final class ResetCommand extends ServerCommand {
    ResetCommand(Map<String, String> environment, Screen screen) {
        super(environment, screen, "default");
    }

    @Override
    public Integer call() {
        var report = new ServerControl(DataRoot.of(environment)).reset(ServerName.of(name));
        screen.show(
                json,
                report.pretty(),
                paint -> String.format(
                        "%s the data of %s is gone: %s%n",
                        paint.in(Colour.GOOD, "✓"), paint.in(Colour.STRONG, report.name()), report.sqlite()));
        return 0;
    }
}
