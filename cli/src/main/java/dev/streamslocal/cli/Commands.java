package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.cli.bench.Bench;
import dev.streamslocal.engine.StartException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands: the first word names one, what it prints is a JSON text or one line of error (contract 50 §4). */
final class Commands {
    private static final Set<String> HELP = Set.of("help", "--help", "-h");
    private static final Set<String> LATER = Set.of("status", "stop", "reset", "import");

    private static final Map<String, Map<String, Flags.Form>> FORMS =
            Map.of("start", StartCommand.FORMS, "verify", VerifyCommand.FORMS);

    private final PrintStream out;
    private final PrintStream err;
    private final Shutdown shutdown;
    private final CommandLine line;

    @Command(
            name = "streams",
            description = "A durable-streams server for local development.",
            synopsisSubcommandLabel = "COMMAND")
    private static final class Streams {}

    Commands(Map<String, String> environment, PrintStream out, PrintStream err, Shutdown shutdown) {
        this.out = out;
        this.err = err;
        this.shutdown = shutdown;
        this.line = new CommandLine(new Streams())
                .addSubcommand(new StartCommand(environment, out, err, shutdown))
                .addSubcommand(new VerifyCommand(environment, out))
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(out, true, UTF_8))
                .setErr(new PrintWriter(err, true, UTF_8))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure));
    }

    /** Runs what the words ask for; returns the exit code. */
    int run(List<String> words) {
        var name = words.isEmpty() ? "status" : words.getFirst();
        if (HELP.contains(name)) {
            line.addSubcommand(Bench.line()).usage(out);
            return 0;
        }
        // Told apart here, so that its classes are loaded for it alone.
        if (name.equals("bench")) {
            return new Bench(out, err, shutdown::requested, Main.class.getName()).run(words.subList(1, words.size()));
        }
        if (LATER.contains(name)) {
            return failed("not implemented yet: " + name);
        }
        var command = line.getSubcommands().get(name);
        return command == null ? failed("unknown command: " + name) : run(command, words.subList(1, words.size()));
    }

    private int run(CommandLine command, List<String> words) {
        try {
            var flags = Flags.parse(words, FORMS.getOrDefault(command.getCommandName(), Map.of()));
            if (flags.ignored().stream().anyMatch(HELP::contains)) {
                command.usage(out);
                return 0;
            }
            if (!flags.ignored().isEmpty()) {
                err.println("[cli] unknown flags ignored: " + String.join(", ", flags.ignored()));
            }
            var canonical = new ArrayList<String>();
            canonical.add(command.getCommandName());
            canonical.addAll(flags.canonical());
            return line.execute(canonical.toArray(String[]::new));
        } catch (UsageException e) {
            return failed(e);
        }
    }

    private int failed(Exception failure) {
        if (failure instanceof StartException || failure instanceof UsageException) {
            return failed(String.valueOf(failure.getMessage()));
        }
        failure.printStackTrace(err);
        return 1;
    }

    private int failed(String message) {
        err.println(message);
        return 1;
    }
}
