package dev.streamslocal.cli;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a server, and says so also when there was nothing to end (contract 50 §4.2). */
@Command(
        name = "stop",
        description = "Ends a server and waits up to 5 seconds for it.",
        footer = {"", "Examples:", "  streams stop", "  streams stop --name dev"})
final class StopCommand implements Callable<Integer> {
    static final Map<String, Flags.Form> FORMS = Map.of("--name", new Flags.Form.Value("default"));

    private final Map<String, String> environment;
    private final PrintStream out;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "default";

    StopCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        var result = new ServerControl(DataRoot.of(environment)).stop(ServerName.of(name));
        out.println(result.pretty());
        out.flush();
        return 0;
    }
}
