package dev.streamslocal.cli;

import java.util.List;

/** How much is logged. */
final class LogLevel {
    private static final List<String> WORDS = List.of("off", "error", "warn", "info", "debug", "trace");
    private static final String PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";

    private LogLevel() {}

    /**
     * Sets it for loggers that are made from now on; to be called before anything is logged.
     *
     * @throws UsageException if there is no such level
     */
    static void set(String word) {
        if (!WORDS.contains(word)) {
            throw new UsageException("invalid --log-level: " + word + " (off, error, warn, info, debug or trace)");
        }
        if (!word.equals("warn")) {
            System.setProperty(PROPERTY, word);
        }
    }
}
