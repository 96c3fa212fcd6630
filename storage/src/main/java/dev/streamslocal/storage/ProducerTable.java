package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Epoch and last sequence of each idempotent producer, as of the last merge. Confined to the thread of its connection. */
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

    private final PreparedStatement load;
    private final PreparedStatement put;
    private final PreparedStatement purge;

    ProducerTable(Connection connection) throws SQLException {
        load = connection.prepareStatement("SELECT id, epoch, seq FROM producer WHERE stream = ?");
        put = connection.prepareStatement("INSERT OR REPLACE INTO producer VALUES (?, ?, ?, ?)");
        purge = connection.prepareStatement("""
            DELETE FROM producer WHERE (stream, id) IN (SELECT stream, id FROM producer WHERE stream = ? LIMIT ?)\
            """);
    }

    Map<String, ProducerState> load(long stream) throws SQLException {
        Map<String, ProducerState> states = new HashMap<>();
        load.setLong(1, stream);
        try (ResultSet rows = load.executeQuery()) {
            while (rows.next()) {
                states.put(rows.getString(1), new ProducerState(rows.getLong(2), rows.getLong(3)));
            }
        }
        return states;
    }

    void put(long stream, String id, ProducerState state) throws SQLException {
        put.setLong(1, stream);
        put.setString(2, id);
        put.setLong(3, state.epoch());
        put.setLong(4, state.seq());
        put.executeUpdate();
    }

    /** Deletes up to {@code limit} producers of a stream; returns how many. */
    int purge(long stream, int limit) throws SQLException {
        purge.setLong(1, stream);
        purge.setInt(2, limit);
        return purge.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        Statements.close(load, put, purge);
    }
}
