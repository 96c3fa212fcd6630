package dev.streamslocal.cli.bench;

import java.io.IOException;

/** Whether people watch. Java 21 cannot tell the terminal of one stream from that of another, so the shell is asked. */
final class Terminal {
    private Terminal() {}

    /** @param descriptor 1 for standard output, 2 for standard error */
    static boolean watches(int descriptor) {
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
