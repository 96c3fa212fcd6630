package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Turns standard error into a log file, for this command and for what is logged. */
final class LogTarget {
    private LogTarget() {}

    /** @throws UsageException if the file cannot be written to */
    static PrintStream open(String file) {
        try {
            var stream = new PrintStream(new RotatingLog(path(file)), true, UTF_8);
            System.setErr(new TimedLines(stream));
            return stream;
        } catch (IOException e) {
            throw new UsageException("cannot write --log-file " + file + ": " + e);
        }
    }

    /** @throws UsageException if this is no path; where the locale says ASCII, nothing with another character is */
    static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UsageException("cannot write --log-file " + file + ": " + e.getReason());
        }
    }
}
