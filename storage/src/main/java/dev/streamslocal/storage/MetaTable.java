package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Numbers of the whole database that no other table can tell. Confined to the thread of its connection. */
final class MetaTable implements AutoCloseable {

    static final String CREATE = """
            CREATE TABLE meta (
              name TEXT PRIMARY KEY,
              value INTEGER NOT NULL
            ) WITHOUT ROWID""";

    /** Ids below this one have been given to streams. */
    static final String NEXT_STREAM = "next_stream";

    /** Ids below this one have been given to journal rows. */
    static final String NEXT_JOURNAL = "next_journal";

    private final PreparedStatement get;
    private final PreparedStatement put;

    MetaTable(Connection connection) throws SQLException {
        get = connection.prepareStatement("SELECT value FROM meta WHERE name = ?");
        put = connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES (?, ?)");
    }

    /** The number of this name; 1 if it was never written. */
    long get(String name) throws SQLException {
        get.setString(1, name);
        try (ResultSet row = get.executeQuery()) {
            return row.next() ? row.getLong(1) : 1;
        }
    }

    void put(String name, long value) throws SQLException {
        put.setString(1, name);
        put.setLong(2, value);
        put.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        Statements.close(get, put);
    }
}
