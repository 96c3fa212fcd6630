package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Arrays;

/** The entry of the runnable jar. Lives on the main thread. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        var shutdown = new Shutdown();
        shutdown.listenToSignals();
        var errors = utf8(FileDescriptor.err);
        System.setErr(new TimedLines(errors));
        var commands =
                new Commands(System.getenv(), Screen.of(utf8(FileDescriptor.out), errors, System.getenv()), shutdown);
        System.exit(commands.run(Arrays.asList(args)));
    }

    // What is printed is JSON for programs, whatever the terminal's locale.
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, UTF_8);
    }
}
