package dev.streamslocal.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands share that take the name of a server and nothing else. */
abstract class ServerCommand implements Flagged {
    static final Map<String, Flags.Form> FORMS =
            Map.of("--name", new Flags.Form.Value("default"), "--json", new Flags.Form.Switch());

    final Map<String, String> environment;
    final Screen screen;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    String name;

    @Option(names = "--json", description = "JSON on a terminal too.")
    boolean json;

    /** @param name the server that is meant when none is named */
    ServerCommand(Map<String, String> environment, Screen screen, String name) {
        this.environment = environment;
        this.screen = screen;
        this.name = name;
    }

    @Override
    public final ServerCommand with(Flags flags) {
        name = flags.value("--name", name);
        json = flags.has("--json");
        return this;
    }
}
