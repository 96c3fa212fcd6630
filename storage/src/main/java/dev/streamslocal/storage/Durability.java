package dev.streamslocal.storage;

import java.util.Arrays;
import java.util.Optional;

/** How much of what was answered survives a power cut (decision 17). A crash of the process alone loses nothing in any mode. */
public enum Durability {

    /** An answered append is on disk: each commit waits for a sync of the log. */
    FULL("full", "an answered append is on disk"),

    /** The log is synced by checkpoints only. */
    NORMAL("normal", "a power cut may lose the last appends, never the file"),

    /** Nothing is ever synced. */
    OFF("off", "a power cut may damage the file");

    private final String word;
    private final String meaning;

    Durability(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** The mode that is called so on a command line. */
    public static Optional<Durability> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst();
    }

    public String word() {
        return word;
    }

    /** What a power cut may do, half a sentence. */
    public String meaning() {
        return meaning;
    }

    /** The value of SQLite's {@code synchronous}. */
    String pragma() {
        return name();
    }
}
