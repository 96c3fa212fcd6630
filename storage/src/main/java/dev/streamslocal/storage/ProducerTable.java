package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Epoch and last sequence of each idempotent producer, as of the last merge. Confined to the thread of its connection.
 *
 * <p>The checksum covers all other columns: a turned bit must not let a request in twice.
 */
final class ProducerTable implements AutoCloseable {

    static final String CREATE = """
        CREATE TABLE producer (
          stream INTEGER NOT NULL,
          id TEXT NOT NULL,
          epoch INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          PRIMARY KEY (stream, id)
        ) WITHOUT ROWID\
        """;

    static final String ADD_CHECKSUM = "ALTER TABLE producer ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0";

    private static final String ALL = "SELECT stream, id, epoch, seq, checksum FROM producer";
    private static final int ROW_BYTES = 64;

    private final PreparedStatement load;
    private final PreparedStatement find;
    private final RowWrites puts;
    private final PreparedStatement purge;

    ProducerTable(Connection connection) throws SQLException {
        load = connection.prepareStatement(ALL + " WHERE stream = ? LIMIT ?");
        find = connection.prepareStatement(ALL + " WHERE stream = ? AND id = ?");
        puts = new RowWrites(connection, "INSERT OR REPLACE INTO producer VALUES (?, ?, ?, ?, ?)");
        purge = connection.prepareStatement("""
            DELETE FROM producer WHERE (stream, id) IN (SELECT stream, id FROM producer WHERE stream = ? LIMIT ?)\
            """);
    }

    /** A row of the table. */
    record Row(long stream, String id, ProducerState state) {

        int checksum() {
            return ProducerTable.checksum(stream, id, state);
        }
    }

    /**
     * The producers of a stream; none if there are more than {@code max}.
     *
     * @throws StorageException if a row does not carry its checksum
     */
    Map<String, ProducerState> load(long stream, int max) throws SQLException {
        Map<String, ProducerState> states = new HashMap<>();
        load.setLong(1, stream);
        load.setInt(2, max + 1);
        try (ResultSet rows = load.executeQuery()) {
            while (rows.next()) {
                Row row = row(rows);
                states.put(row.id(), row.state());
            }
        }
        return states.size() > max ? Map.of() : states;
    }

    /**
     * A producer of a stream; {@link ProducerState#NONE} if it has no row.
     *
     * @throws StorageException if its row does not carry its checksum
     */
    ProducerState find(long stream, String id) throws SQLException {
        find.setLong(1, stream);
        find.setString(2, id);
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? row(row).state() : ProducerState.NONE;
        }
    }

    /** The row is there after {@link #flush}. */
    void put(long stream, String id, ProducerState state) throws SQLException {
        PreparedStatement put = puts.row();
        put.setLong(1, stream);
        put.setString(2, id);
        put.setLong(3, state.epoch());
        put.setLong(4, state.seq());
        put.setInt(5, checksum(stream, id, state));
        puts.add();
    }

    void flush() throws SQLException {
        puts.flush();
    }

    /** What a row says that begins with all columns; throws if it does not carry its checksum. */
    static Row row(ResultSet columns) throws SQLException {
        Row row = unchecked(columns);
        if (row.checksum() != columns.getLong(5)) {
            throw new StorageException(StorageException.Kind.DAMAGED, "stored data damaged: producer " + row.id());
        }
        return row;
    }

    private static Row unchecked(ResultSet columns) throws SQLException {
        ProducerState state = new ProducerState(columns.getLong(3), columns.getLong(4));
        return new Row(columns.getLong(1), String.valueOf(columns.getString(2)), state);
    }

    /** Gives each row of a table that had no checksums the one it should have. */
    static void seal(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(ALL);
                ResultSet rows = all.executeQuery();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE producer SET checksum = ? WHERE stream = ? AND id = ?")) {
            while (rows.next()) {
                Row row = unchecked(rows);
                update.setInt(1, row.checksum());
                update.setLong(2, row.stream());
                update.setString(3, row.id());
                update.executeUpdate();
            }
        }
    }

    private static int checksum(long stream, String id, ProducerState state) {
        Encoder out = new Encoder(ROW_BYTES);
        out.fixed64(stream);
        out.text(id);
        out.fixed64(state.epoch());
        out.fixed64(state.seq());
        return out.checksumFrom(0);
    }

    /** Deletes up to {@code limit} producers of a stream; returns how many. */
    int purge(long stream, int limit) throws SQLException {
        purge.setLong(1, stream);
        purge.setInt(2, limit);
        return purge.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        puts.close();
        Statements.close(load, find, purge);
    }
}
