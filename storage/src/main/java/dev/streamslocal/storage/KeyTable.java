package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Which batches of a stream hold messages of a routing key. Confined to the thread of its connection. */
final class KeyTable implements AutoCloseable {

    static final String CREATE = """
        CREATE TABLE batch_key (
          stream INTEGER NOT NULL,
          form BLOB NOT NULL,
          first INTEGER NOT NULL,
          PRIMARY KEY (stream, form, first)
        ) WITHOUT ROWID\
        """;

    private final RowWrites inserts;
    private final PreparedStatement find;
    private final PreparedStatement purge;

    KeyTable(Connection connection) throws SQLException {
        inserts = new RowWrites(connection, "INSERT OR IGNORE INTO batch_key VALUES (?, ?, ?)");
        find = connection.prepareStatement("""
            SELECT first FROM batch_key
            WHERE stream = ? AND form = ? AND first >= ? AND first < ? ORDER BY first LIMIT ?\
            """);
        purge = connection.prepareStatement("""
            DELETE FROM batch_key WHERE (stream, form, first) IN
              (SELECT stream, form, first FROM batch_key WHERE stream = ? LIMIT ?)\
            """);
    }

    /** Enters each key of the batch once, by the next {@link #flush}; keys so long and alike that they have one form share an entry. */
    void insert(long stream, Batch batch) throws SQLException {
        if (!batch.runs().keyed()) {
            return;
        }
        PreparedStatement insert = inserts.row();
        Set<RoutingKey> entered = new HashSet<>();
        for (RoutingKey key : batch.runs().keys()) {
            if (key.present() && entered.add(key)) {
                insert.setLong(1, stream);
                insert.setBytes(2, KeyForm.of(key));
                insert.setLong(3, batch.first());
                inserts.add();
            }
        }
    }

    void flush() throws SQLException {
        inserts.flush();
    }

    /** Where up to {@code limit} batches that begin in {@code from .. end} and hold the key begin, in order. */
    long[] find(long stream, RoutingKey key, long from, long end, int limit) throws SQLException {
        find.setLong(1, stream);
        find.setBytes(2, KeyForm.of(key));
        find.setLong(3, from);
        find.setLong(4, end);
        find.setInt(5, limit);
        long[] firsts = new long[limit];
        int found = 0;
        try (ResultSet rows = find.executeQuery()) {
            while (rows.next()) {
                firsts[found++] = rows.getLong(1);
            }
        }
        return Arrays.copyOf(firsts, found);
    }

    /** Deletes up to {@code limit} entries of a stream; returns how many. */
    int purge(long stream, int limit) throws SQLException {
        purge.setLong(1, stream);
        purge.setInt(2, limit);
        return purge.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        inserts.close();
        Statements.close(find, purge);
    }
}
