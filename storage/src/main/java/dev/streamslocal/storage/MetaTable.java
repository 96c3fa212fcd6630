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

    static final String ADD_CHECKSUM = "ALTER TABLE meta ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0";

    /** Ids below this one have been given to streams. */
    static final String NEXT_STREAM = "next_stream";

    /** Ids below this one have been given to journal rows. */
    static final String NEXT_JOURNAL = "next_journal";

    private static final int ROW_BYTES = 64;

    private final PreparedStatement get;
    private final PreparedStatement put;

    MetaTable(Connection connection) throws SQLException {
        get = connection.prepareStatement("SELECT name, value, checksum FROM meta WHERE name = ?");
        put = connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)");
    }

    /**
     * The number of this name; 1 if it was never written.
     *
     * @throws StorageException if the row does not carry its checksum
     */
    long get(String name) throws SQLException {
        get.setString(1, name);
        try (ResultSet row = get.executeQuery()) {
            return row.next() ? value(row) : 1;
        }
    }

    /** The number that a row with all columns says. */
    static long value(ResultSet columns) throws SQLException {
        String name = String.valueOf(columns.getString(1));
        long value = columns.getLong(2);
        if (checksum(name, value) != columns.getLong(3)) {
            throw new StorageException(StorageException.Kind.DAMAGED, "stored data damaged: number " + name);
        }
        return value;
    }

    /** Gives each row of a table that had no checksums the one it should have. */
    static void seal(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement("SELECT name, value FROM meta");
                ResultSet rows = all.executeQuery();
                PreparedStatement update = connection.prepareStatement("UPDATE meta SET checksum = ? WHERE name = ?")) {
            while (rows.next()) {
                update.setInt(1, checksum(rows.getString(1), rows.getLong(2)));
                update.setString(2, rows.getString(1));
                update.executeUpdate();
            }
        }
    }

    private static int checksum(String name, long value) {
        Encoder out = new Encoder(ROW_BYTES);
        out.text(name);
        out.fixed64(value);
        return out.checksumFrom(0);
    }

    void put(String name, long value) throws SQLException {
        put.setString(1, name);
        put.setLong(2, value);
        put.setInt(3, checksum(name, value));
        put.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        Statements.close(get, put);
    }
}
