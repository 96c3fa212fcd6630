package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;

/** The entry of the runnable jar. Lives on the main thread. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        var shutdown = new Shutdown();
        shutdown.listenToSignals();
        var errors = utf8(new FileOutputStream(FileDescriptor.err));
        System.setErr(new TimedLines(errors));
        var output = new Output(new FileOutputStream(FileDescriptor.out));
        var screen = Screen.of(utf8(output), errors, System.getenv());
        var code = new Commands(System.getenv(), screen, shutdown).run(Arrays.asList(args));
        output.failure().ifPresent(reason -> errors.println("cannot write to standard output: " + reason));
        System.exit(output.failure().isPresent() ? 1 : code);
    }

    // What is printed is JSON for programs, whatever the terminal's locale.
    private static PrintStream utf8(OutputStream out) {
        return new PrintStream(out, true, UTF_8);
    }
}
