package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * What a stream's profile, routing key rule and search configuration say, as documents that only their features read.
 * Confined to the thread of its connection.
 */
final class ProfileTable implements AutoCloseable {

    static final String CREATE = """
        CREATE TABLE profile (
          stream INTEGER PRIMARY KEY,
          profile BLOB NOT NULL,
          key_rule BLOB,
          search BLOB
        )\
        """;

    private final PreparedStatement fork;
    private final PreparedStatement purge;

    ProfileTable(Connection connection) throws SQLException {
        fork = connection.prepareStatement(
                "INSERT INTO profile SELECT ?, profile, key_rule, search FROM profile WHERE stream = ?");
        purge = connection.prepareStatement("DELETE FROM profile WHERE stream = ?");
    }

    /** Gives a fork what its source has now (decision 8). */
    void fork(long stream, Origin origin) throws SQLException {
        fork.setLong(1, stream);
        fork.setLong(2, origin.source());
        fork.executeUpdate();
    }

    void purge(long stream) throws SQLException {
        purge.setLong(1, stream);
        purge.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        Statements.close(fork, purge);
    }
}
