package dev.streamslocal.cli.term;

import java.io.IOException;

/** Whether people watch. Java 21 cannot tell the terminal of one stream from that of another, so a shell has to. */
public final class Terminal {
    /** System property in which the script that has started us says which descriptors are terminals: 1, 2 or 12. */
    static final String PROPERTY = "streams.terminal";

    private Terminal() {}

    /** Asks the shell only if nobody has said it. @param descriptor 1 for standard output, 2 for standard error */
    public static boolean watches(int descriptor) {
        var told = System.getProperty(PROPERTY);
        return told == null ? ask(descriptor) : told.contains(Integer.toString(descriptor));
    }

    private static boolean ask(int descriptor) {
        try {
            return new ProcessBuilder("sh", "-c", "test -t " + descriptor)
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
