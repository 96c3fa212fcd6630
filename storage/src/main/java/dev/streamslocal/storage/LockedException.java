package dev.streamslocal.storage;

import java.nio.file.Path;

/** Says that another server, or another start in this process, holds the data directory. */
public final class LockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    LockedException(Path file) {
        super("Lock file is already being held");
        this.file = file;
    }

    public String code() {
        return "ELOCKED";
    }

    /** Absolute path of the file the lock stands for. */
    public Path file() {
        return file;
    }
}
