package dev.streamslocal.cli;

/** The entry of the runnable jar. Lives on the main thread. */
public final class Main {
    private static final String USAGE = "usage: streams start [--name N] [--hostname H] [--port P]";

    private Main() {}

    /** Prints the usage on stderr and exits with 1: no command is built in yet. */
    public static void main(String[] args) {
        System.err.println(USAGE);
        System.exit(1);
    }
}
