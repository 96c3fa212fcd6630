package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What each transaction did, a row a transaction, until it is merged into the other tables. Confined to the thread of its connection.
 *
 * <p>Rows are written at one end and deleted at the other, so that a commit dirties few pages however many streams it touches.
 */
final class JournalTable implements AutoCloseable {

    static final String CREATE = """
            CREATE TABLE journal (
              id INTEGER PRIMARY KEY,
              records BLOB NOT NULL
            )""";

    private static final byte[] NOTHING = {};

    private final PreparedStatement insert;
    private final PreparedStatement after;
    private final PreparedStatement delete;

    JournalTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO journal VALUES (?, ?)");
        after = connection.prepareStatement("SELECT id, records FROM journal WHERE id > ? ORDER BY id");
        delete = connection.prepareStatement(
                "DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE id <= ? ORDER BY id LIMIT ?)");
    }

    /** Receives the rows in order. */
    interface Visitor {
        void visit(long id, byte[] records) throws SQLException;
    }

    void insert(long id, byte[] records) throws SQLException {
        insert.setLong(1, id);
        insert.setBytes(2, records);
        insert.executeUpdate();
    }

    void after(long id, Visitor visitor) throws SQLException {
        after.setLong(1, id);
        try (ResultSet row = after.executeQuery()) {
            while (row.next()) {
                visitor.visit(row.getLong(1), records(row));
            }
        }
    }

    /** The records in column 2; none, which is damage to whoever decodes them, if a turned bit has made a NULL of them. */
    static byte[] records(ResultSet row) throws SQLException {
        byte[] records = row.getBytes(2);
        return records == null ? NOTHING : records;
    }

    /** Deletes up to {@code limit} of the rows up to {@code id}, the oldest first; returns how many. */
    int delete(long id, int limit) throws SQLException {
        delete.setLong(1, id);
        delete.setInt(2, limit);
        return delete.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        Statements.close(insert, after, delete);
    }
}
