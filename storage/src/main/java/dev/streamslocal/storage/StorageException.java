package dev.streamslocal.storage;

/** Says that the data directory or the database cannot be used, and why. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Kind {
        /** The file is not a database of this server. */
        FOREIGN,
        /** The file was written by a later version. */
        NEWER,
        /** The file was written by an earlier version and not opened by this one yet. */
        OLDER,
        /** Stored data does not agree with itself. */
        DAMAGED,
        /** The disk is full. */
        FULL,
        /** Reading or writing failed. */
        IO
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
