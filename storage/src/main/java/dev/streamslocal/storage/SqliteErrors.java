package dev.streamslocal.storage;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Sorts SQLite's result codes into kinds of trouble. */
final class SqliteErrors {

    private static final int PRIMARY_MASK = 0xff;

    private SqliteErrors() {}

    /**
     * Whether a write was not taken, because the disk or a quota is full, the file would pass a limit of its size, or it failed. Of the
     * transaction nothing is durable then: what makes it whole would have been written last.
     */
    static boolean isUnwritten(SQLException failure) {
        return kind(failure) == StorageException.Kind.FULL
                || (failure instanceof SQLiteException told
                        && told.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_WRITE);
    }

    static StorageException.Kind kind(SQLException failure) {
        int primary = failure.getErrorCode() & PRIMARY_MASK;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return StorageException.Kind.FULL;
        }
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return StorageException.Kind.DAMAGED;
        }
        return StorageException.Kind.IO;
    }
}
