package dev.streamslocal.storage;

import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.ProducerStamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row a stream: its configuration, and its state as of the last merge. Confined to the thread of its connection.
 *
 * <p>{@code merged_journal} is the newest journal row whose effects on the stream the row holds; the journal's later rows are applied on
 * top when the file is opened. A row with {@code removed} is of a stream whose space is being reclaimed.
 */
final class StreamTable implements AutoCloseable {

    static final String CREATE = """
            CREATE TABLE stream (
              id INTEGER PRIMARY KEY,
              name TEXT NOT NULL,
              incarnation INTEGER NOT NULL,
              content_type TEXT NOT NULL,
              profile TEXT NOT NULL,
              created_millis INTEGER NOT NULL,
              ttl_seconds INTEGER,
              expires_millis INTEGER,
              deadline_millis INTEGER NOT NULL,
              tail INTEGER NOT NULL,
              last_millis INTEGER NOT NULL,
              payload_bytes INTEGER NOT NULL,
              stream_seq TEXT NOT NULL,
              closed INTEGER NOT NULL,
              closed_by TEXT,
              closed_by_epoch INTEGER,
              closed_by_seq INTEGER,
              merged_journal INTEGER NOT NULL,
              removed INTEGER NOT NULL
            )""";

    private final PreparedStatement put;
    private final PreparedStatement all;
    private final PreparedStatement tail;
    private final PreparedStatement remove;
    private final PreparedStatement removed;
    private final PreparedStatement purge;

    /** A stream with the journal row up to which its table row is complete, and whether its space is being reclaimed. */
    record Row(Stream stream, long mergedJournal, boolean removed) {}

    StreamTable(Connection connection) throws SQLException {
        put = connection.prepareStatement(
                "INSERT OR REPLACE INTO stream VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)");
        all = connection.prepareStatement("SELECT * FROM stream WHERE removed = 0");
        tail = connection.prepareStatement("SELECT tail FROM stream WHERE id = ?");
        remove = connection.prepareStatement("UPDATE stream SET removed = 1 WHERE id = ?");
        removed = connection.prepareStatement("SELECT id FROM stream WHERE removed = 1");
        purge = connection.prepareStatement("DELETE FROM stream WHERE id = ?");
    }

    /** Writes the stream as it was published last. */
    void put(Stream stream, long mergedJournal) throws SQLException {
        Head head = stream.head();
        put.setLong(1, stream.id());
        put.setString(2, stream.name());
        put.setLong(3, stream.incarnationBits());
        put.setString(4, stream.contentType());
        put.setString(5, stream.profile());
        put.setLong(6, stream.createdMillis());
        switch (stream.lifetime()) {
            case Lifetime.Forever forever -> lifetime(null, null);
            case Lifetime.Ttl ttl -> lifetime(ttl.seconds(), null);
            case Lifetime.Until until -> lifetime(null, until.epochMillis());
        }
        put.setLong(9, stream.storedDeadlineMillis);
        put.setLong(10, head.tail());
        put.setLong(11, head.lastMillis());
        put.setLong(12, head.payloadBytes());
        put.setString(13, head.streamSeq());
        put.setBoolean(14, head.closed());
        switch (head.closedBy()) {
            case ProducerStamp.Unstamped unstamped -> closedBy(null, null, null);
            case ProducerStamp.Stamped by -> closedBy(by.id(), by.epoch(), by.seq());
        }
        put.setLong(18, mergedJournal);
        put.executeUpdate();
    }

    private void lifetime(@Nullable Long ttl, @Nullable Long until) throws SQLException {
        put.setObject(7, ttl);
        put.setObject(8, until);
    }

    private void closedBy(@Nullable String id, @Nullable Long epoch, @Nullable Long seq) throws SQLException {
        put.setObject(15, id);
        put.setObject(16, epoch);
        put.setObject(17, seq);
    }

    List<Row> all() throws SQLException {
        List<Row> streams = new ArrayList<>();
        try (ResultSet row = all.executeQuery()) {
            while (row.next()) {
                streams.add(row(row));
            }
        }
        return streams;
    }

    /** What a row says that holds all columns. */
    static Row row(ResultSet row) throws SQLException {
        return new Row(stream(row), row.getLong("merged_journal"), row.getBoolean("removed"));
    }

    private static Stream stream(ResultSet row) throws SQLException {
        String contentType = row.getString("content_type").intern();
        Head head = new Head(
                row.getLong("tail"),
                row.getBoolean("closed"),
                closedBy(row),
                row.getString("stream_seq"),
                row.getLong("last_millis"),
                row.getLong("payload_bytes"),
                row.getLong("tail"),
                Recent.EMPTY);
        Stream stream = new Stream(
                row.getLong("id"),
                row.getString("name"),
                row.getLong("incarnation"),
                contentType,
                ContentTypes.isJson(contentType),
                row.getString("profile").intern(),
                row.getLong("created_millis"),
                lifetime(row),
                row.getLong("deadline_millis"),
                head);
        stream.restoreDeadline(row.getLong("deadline_millis"));
        return stream;
    }

    private static Lifetime lifetime(ResultSet row) throws SQLException {
        long ttl = row.getLong("ttl_seconds");
        if (!row.wasNull()) {
            return new Lifetime.Ttl(ttl);
        }
        long until = row.getLong("expires_millis");
        return row.wasNull() ? Lifetime.FOREVER : new Lifetime.Until(until);
    }

    private static ProducerStamp closedBy(ResultSet row) throws SQLException {
        String id = row.getString("closed_by");
        return row.wasNull()
                ? ProducerStamp.UNSTAMPED
                : new ProducerStamp.Stamped(id, row.getLong("closed_by_epoch"), row.getLong("closed_by_seq"));
    }

    /** Position up to which the row of a stream covers its messages; -1 without a row. */
    long mergedTail(long stream) throws SQLException {
        tail.setLong(1, stream);
        try (ResultSet row = tail.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    /** Marks a stream as one whose space is to be reclaimed; returns whether it has a row. */
    boolean remove(long stream) throws SQLException {
        remove.setLong(1, stream);
        return remove.executeUpdate() > 0;
    }

    /** Ids of the streams whose space is to be reclaimed. */
    List<Long> removed() throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet row = removed.executeQuery()) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    void purge(long stream) throws SQLException {
        purge.setLong(1, stream);
        purge.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        Statements.close(put, all, tail, remove, removed, purge);
    }
}
