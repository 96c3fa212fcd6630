package dev.streamslocal.cli;

import java.util.Arrays;

/** The entry of the runnable jar. Lives on the main thread. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        var shutdown = new Shutdown();
        shutdown.listenToSignals();
        var commands = new Commands(System.getenv(), System.out, System.err, shutdown);
        System.exit(commands.run(Arrays.asList(args)));
    }
}
