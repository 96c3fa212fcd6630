package dev.streamslocal.cli;

import dev.streamslocal.cli.term.Terminal;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Where a command says what it has to say: JSON to programs, a form that people read to a terminal. Whether there is one is found out when
 * something is shown.
 */
final class Screen {
    private final PrintStream out;
    private final PrintStream err;
    private final BooleanSupplier watched;
    private final BooleanSupplier errorsWatched;
    private final boolean colours;

    /** Puts colours into what is shown, where they are wanted. */
    interface Paint {
        String in(Colour colour, String text);
    }

    /** What a colour means here. */
    enum Colour {
        GOOD("32"),
        DOUBTFUL("33"),
        BAD("31"),
        STRONG("1"),
        FAINT("2"),
        PLAIN("");

        private final String code;

        Colour(String code) {
            this.code = code;
        }

        private String around(String text) {
            return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
        }
    }

    Screen(
            PrintStream out,
            PrintStream err,
            BooleanSupplier watched,
            BooleanSupplier errorsWatched,
            Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.watched = watched;
        this.errorsWatched = errorsWatched;
        this.colours = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** The screen of this process. */
    static Screen of(PrintStream out, PrintStream err, Map<String, String> environment) {
        return new Screen(out, err, () -> Terminal.watches(1), () -> Terminal.watches(2), environment);
    }

    /** The same for programs alone. */
    static Screen ofProgram(PrintStream out, PrintStream err) {
        return new Screen(out, err, () -> false, () -> false, Map.of());
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** The same with errors, and what people are told beside the result, going elsewhere. */
    Screen withErrors(PrintStream other) {
        return new Screen(out, other, watched, () -> false, Map.of("NO_COLOR", colours ? "" : "1"));
    }

    /** Shows JSON, or on a terminal the form; {@code always} keeps to JSON. */
    void show(boolean always, String json, Function<Paint, String> form) {
        if (always || !watched.getAsBoolean()) {
            out.println(json);
        } else {
            out.print(form.apply(colours ? Colour::around : (colour, text) -> text));
        }
        out.flush();
    }

    /** Tells people who wait what for; says nothing to programs. */
    void mention(String line) {
        if (errorsWatched.getAsBoolean()) {
            err.println(line);
        }
    }
}
