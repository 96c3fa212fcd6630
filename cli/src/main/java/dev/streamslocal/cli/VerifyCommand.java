package dev.streamslocal.cli;

import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.engine.VerifyReport;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks the database of a server, running or not, and prints what it has found; 1 if there is a fault (decision 18). */
@Command(name = "verify", description = "Checks the database of a server and prints its faults; changes nothing.")
final class VerifyCommand implements Callable<Integer> {
    static final Map<String, Flags.Form> FORMS = Map.of("--name", new Flags.Form.Value("default"));

    private final Map<String, String> environment;
    private final PrintStream out;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "default";

    VerifyCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    @Override
    public Integer call() {
        var report = VerifyReport.of(
                ServerOptions.builder().name(name).environment(environment).build());
        out.println(report.pretty());
        out.flush();
        return report.ok() ? 0 : 1;
    }
}
