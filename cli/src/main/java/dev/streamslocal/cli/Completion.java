package dev.streamslocal.cli;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Scripts with which a shell completes command lines. */
final class Completion {
    static final String USAGE = "usage: streams completion bash|zsh|fish";

    private Completion() {}

    /**
     * The script for a shell.
     *
     * @param line the command with all its subcommands
     * @throws UsageException if there is none for it
     */
    static String script(String shell, CommandLine line) {
        return switch (shell) {
            // One script for both: it brings what zsh needs to read it.
            case "bash", "zsh" -> AutoComplete.bash(line.getCommandName(), line);
            case "fish" -> fish(line);
            default -> throw new UsageException(USAGE);
        };
    }

    private static String fish(CommandLine line) {
        var script = new StringBuilder();
        var name = line.getCommandName();
        line.getSubcommands().forEach((word, command) -> {
            var what = String.join(" ", command.getCommandSpec().usageMessage().description());
            script.append(String.format(
                    Locale.ROOT, "complete -c %s -n __fish_use_subcommand -f -a %s -d %s%n", name, word, quoted(what)));
            command.getCommandSpec().options().forEach(option -> script.append(fish(name, word, option)));
        });
        return script.toString();
    }

    private static String fish(String name, String word, OptionSpec option) {
        var value = option.arity().max() > 0 ? " -r" : "";
        return String.format(
                Locale.ROOT,
                "complete -c %s -n '__fish_seen_subcommand_from %s' -l %s%s -d %s%n",
                name,
                word,
                option.longestName().replaceFirst("^-+", ""),
                value,
                quoted(String.join(" ", option.description())));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
