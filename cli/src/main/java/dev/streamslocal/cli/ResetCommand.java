package dev.streamslocal.cli;

import dev.streamslocal.cli.Screen.Colour;
import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes the data of a server that does not run (contract 50 §4.2). */
@Command(
        name = "reset",
        description = "Deletes the database of a server that does not run.",
        footer = {"", "Examples:", "  streams reset", "  streams reset --name dev"})
final class ResetCommand implements Flagged {
    static final Map<String, Flags.Form> FORMS =
            Map.of("--name", new Flags.Form.Value("default"), "--json", new Flags.Form.Switch());

    private final Map<String, String> environment;
    private final Screen screen;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "default";

    @Option(names = "--json", description = "JSON on a terminal too.")
    private boolean json;

    ResetCommand(Map<String, String> environment, Screen screen) {
        this.environment = environment;
        this.screen = screen;
    }

    @Override
    public ResetCommand with(Flags flags) {
        name = flags.value("--name", name);
        json = flags.has("--json");
        return this;
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
