package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One connection with the statements of all tables on it. Confined to one thread. */
final class Tables implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;

    final StreamTable streams;
    final BatchTable batches;
    final JournalTable journal;
    final ProducerTable producers;
    final KeyTable keys;
    final MetaTable meta;
    final RegistryTable registry;
    final ProfileTable profiles;

    Tables(Connection connection) throws SQLException {
        this.connection = connection;
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        rollback = connection.prepareStatement("ROLLBACK");
        streams = new StreamTable(connection);
        batches = new BatchTable(connection);
        journal = new JournalTable(connection);
        producers = new ProducerTable(connection);
        keys = new KeyTable(connection);
        meta = new MetaTable(connection);
        registry = new RegistryTable(connection);
        profiles = new ProfileTable(connection);
    }

    void begin() throws SQLException {
        begin.execute();
    }

    /** Hands to SQLite what the tables have gathered. */
    void flush() throws SQLException {
        streams.flush();
        batches.flush();
        producers.flush();
        keys.flush();
    }

    void commit() throws SQLException {
        flush();
        commit.execute();
    }

    /** Ends the transaction without effect; after some errors SQLite has done so by itself. */
    void rollback() throws SQLException {
        try {
            rollback.execute();
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
    }

    /** Size of a page, which a file keeps from the day it was made. */
    int pageBytes() throws SQLException {
        try (PreparedStatement size = connection.prepareStatement("PRAGMA page_size");
                ResultSet row = size.executeQuery()) {
            return row.getInt(1);
        }
    }

    /** Pages of the database, as this connection sees it. */
    long pageCount() throws SQLException {
        try (PreparedStatement count = connection.prepareStatement("PRAGMA page_count");
                ResultSet row = count.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** What one checkpoint left behind: frames in the write-ahead log, and how many of them are in the database file. */
    record Checkpoint(int frames, int moved) {
        boolean complete() {
            return frames == moved;
        }
    }

    /** Moves what it can from the write-ahead log into the database file, without waiting for anyone. */
    Checkpoint checkpoint() throws SQLException {
        try (PreparedStatement passive = connection.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)");
                ResultSet row = passive.executeQuery()) {
            return row.next() ? new Checkpoint(row.getInt(2), row.getInt(3)) : new Checkpoint(0, 0);
        }
    }

    /** The same connection with new statements: the driver gives up a statement that has failed. */
    Tables prepareAgain() throws SQLException {
        closeStatements();
        return new Tables(connection);
    }

    @Override
    public void close() throws SQLException {
        try {
            closeStatements();
        } finally {
            connection.close();
        }
    }

    private void closeStatements() throws SQLException {
        Statements.close(begin, commit, rollback);
        streams.close();
        batches.close();
        journal.close();
        producers.close();
        keys.close();
        meta.close();
        registry.close();
        profiles.close();
    }
}
