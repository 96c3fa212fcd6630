package dev.streamslocal.cli;

import dev.streamslocal.cli.bench.Bench;
import dev.streamslocal.engine.StartException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands: the first word names one, what it prints is a JSON text or one line of error (contract 50 §4). */
final class Commands {
    private static final Set<String> HELP = Set.of("help", "--help", "-h");
    private static final Set<String> VERSION = Set.of("--version", "-V");
    private static final Set<String> LATER = Set.of("import");

    private static final Map<String, Map<String, Flags.Form>> FORMS = Map.of(
            "start", StartCommand.FORMS,
            "status", ServerCommand.FORMS,
            "ls", ServerCommand.FORMS,
            "stop", ServerCommand.FORMS,
            "reset", ServerCommand.FORMS,
            "logs", LogsCommand.FORMS,
            "doctor", DoctorCommand.FORMS,
            "verify", ServerCommand.FORMS);

    private final Map<String, String> environment;
    private final Screen screen;
    private final PrintStream out;
    private final PrintStream err;
    private final Shutdown shutdown;

    @Command(
            name = "streams",
            description = "A durable-streams server for local development.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "streams --version says which build this is, streams completion bash|zsh|fish prints a script for the shell.",
                "",
                "Examples:",
                "  streams start --name dev --port 8787",
                "  streams status",
                "  streams stop --name dev"
            })
    private static final class Streams {}

    Commands(Map<String, String> environment, Screen screen, Shutdown shutdown) {
        this.environment = environment;
        this.screen = screen;
        this.out = screen.out();
        this.err = screen.err();
        this.shutdown = shutdown;
    }

    /** Runs what the words ask for; returns the exit code. */
    int run(List<String> words) {
        if (words.isEmpty()) {
            return run(List.of("status"));
        }
        var name = words.getFirst();
        if (HELP.contains(name)) {
            whole().usage(out);
            return 0;
        }
        if (VERSION.contains(name)) {
            out.println(BuildInfo.line());
            return 0;
        }
        if (name.equals("completion")) {
            return completion(words.subList(1, words.size()));
        }
        // Told apart here, so that its classes are loaded for it alone.
        if (name.equals("bench")) {
            return new Bench(out, err, shutdown::requested, shutdown::insisted, Main.class.getName())
                    .run(words.subList(1, words.size()));
        }
        if (LATER.contains(name)) {
            return failed("not implemented yet: " + name);
        }
        var forms = FORMS.get(name);
        return forms == null ? failed("unknown command: " + name) : run(name, forms, words.subList(1, words.size()));
    }

    private int run(String name, Map<String, Flags.Form> forms, List<String> words) {
        try {
            var flags = Flags.parse(words, forms);
            if (flags.ignored().stream().anyMatch(HELP::contains)) {
                Optional.ofNullable(line().getSubcommands().get(name)).ifPresent(command -> command.usage(out));
                return 0;
            }
            if (!flags.ignored().isEmpty()) {
                err.println("[cli] unknown flags ignored: " + String.join(", ", flags.ignored()));
            }
            return command(name).with(flags).call();
        } catch (Exception e) {
            return failed(e);
        }
    }

    private Flagged command(String name) {
        return switch (name) {
            case "start" -> new StartCommand(environment, screen, shutdown);
            case "status", "ls" -> new StatusCommand(environment, screen);
            case "stop" -> new StopCommand(environment, screen);
            case "reset" -> new ResetCommand(environment, screen);
            case "logs" -> new LogsCommand(environment, screen, shutdown);
            case "doctor" -> new DoctorCommand(environment, screen);
            case "verify" -> new VerifyCommand(environment, screen);
            default -> throw new IllegalStateException("a command without a class: " + name);
        };
    }

    private int completion(List<String> words) {
        try {
            out.print(Completion.script(words.isEmpty() ? "" : words.getFirst(), whole()));
            return 0;
        } catch (UsageException e) {
            return failed(e);
        }
    }

    private CommandLine whole() {
        return line().addSubcommand(Bench.line());
    }

    private CommandLine line() {
        var line = new CommandLine(new Streams());
        for (var name : List.of("start", "status", "stop", "reset", "logs", "doctor", "verify")) {
            line.addSubcommand(command(name));
        }
        return line;
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
