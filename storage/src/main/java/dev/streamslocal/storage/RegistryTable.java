package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The versions of a stream's schema registry: each holds from a sequence on, with its schema and the lens that leads to it
 * from the version before. What they mean is known to their feature alone. Confined to the thread of its connection.
 */
final class RegistryTable implements AutoCloseable {

    static final String CREATE = """
        CREATE TABLE registry (
          stream INTEGER NOT NULL,
          from_sequence INTEGER NOT NULL,
          version INTEGER NOT NULL,
          schema BLOB NOT NULL,
          lens BLOB,
          PRIMARY KEY (stream, from_sequence)
        ) WITHOUT ROWID\
        """;

    private final PreparedStatement fork;
    private final PreparedStatement purge;

    RegistryTable(Connection connection) throws SQLException {
        fork = connection.prepareStatement("""
            INSERT INTO registry SELECT ?, from_sequence, version, schema, lens FROM registry
            WHERE stream = ? AND from_sequence <= ?\
            """);
        purge = connection.prepareStatement("""
            DELETE FROM registry WHERE (stream, from_sequence) IN
              (SELECT stream, from_sequence FROM registry WHERE stream = ? LIMIT ?)\
            """);
    }

    /**
     * Gives a fork the versions under which it goes on: those that hold for a message it inherits, and one that begins where its
     * own messages do (decision 8).
     */
    void fork(long stream, Origin origin) throws SQLException {
        fork.setLong(1, stream);
        fork.setLong(2, origin.source());
        fork.setLong(3, origin.first());
        fork.executeUpdate();
    }

    /** Deletes up to {@code limit} versions of a stream; returns how many. */
    int purge(long stream, int limit) throws SQLException {
        purge.setLong(1, stream);
        purge.setInt(2, limit);
        return purge.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        Statements.close(fork, purge);
    }
}
