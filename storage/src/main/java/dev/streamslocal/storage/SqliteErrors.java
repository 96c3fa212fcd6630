package dev.streamslocal.storage;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Sorts SQLite's result codes into kinds of trouble. */
final class SqliteErrors {

    private static final int PRIMARY_MASK = 0xff;

    private SqliteErrors() {}

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
