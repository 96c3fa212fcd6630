package dev.streamslocal.cli;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes the data of a server that does not run (contract 50 §4.2). */
@Command(
        name = "reset",
        description = "Deletes the database of a server that does not run.",
        footer = {"", "Examples:", "  streams reset", "  streams reset --name dev"})
final class ResetCommand implements Callable<Integer> {
    static final Map<String, Flags.Form> FORMS = Map.of("--name", new Flags.Form.Value("default"));

    private final Map<String, String> environment;
    private final PrintStream out;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "default";

    ResetCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public Integer call() {
        out.println(new ServerControl(DataRoot.of(environment))
                .reset(ServerName.of(name))
                .pretty());
        out.flush();
        return 0;
    }
}
