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

    private static final int ROWS_DELETED_MIN = 2;

    /** What a row takes beside its records, about. */
    private static final int ROW_BYTES = 16;

    private final PreparedStatement insert;
    private final PreparedStatement after;
    private final PreparedStatement weigh;
    private final PreparedStatement delete;

    JournalTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO journal VALUES (?, ?)");
        after = connection.prepareStatement("SELECT id, records FROM journal WHERE id > ? ORDER BY id");
        weigh = connection.prepareStatement("SELECT id, length(records) FROM journal WHERE id <= ? ORDER BY id");
        delete = connection.prepareStatement("DELETE FROM journal WHERE id <= ?");
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

    /**
     * Deletes rows up to {@code id}, the oldest first: about {@code bytesMax} of them, but at least two, so that there are fewer after
     * each transaction. Returns whether none of them is left.
     */
    boolean delete(long id, long bytesMax) throws SQLException {
        long bytes = 0;
        int rows = 0;
        long last = -1;
        boolean more;
        weigh.setLong(1, id);
        try (ResultSet row = weigh.executeQuery()) {
            for (more = row.next(); more && (rows < ROWS_DELETED_MIN || bytes < bytesMax); more = row.next()) {
                last = row.getLong(1);
                bytes += ROW_BYTES + row.getLong(2);
                rows++;
            }
        }
        delete.setLong(1, last);
        delete.executeUpdate();
        return !more;
    }

    @Override
    public void close() throws SQLException {
        Statements.close(insert, after, weigh, delete);
    }
}
