package dev.streamslocal.storage;

import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.ProducerStamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row a stream: its configuration, and its state as of the last merge. Confined to the thread of its connection.
 *
 * <p>{@code merged_journal} is the newest journal row whose effects on the stream the row holds; the journal's later rows are applied on
 * top when the file is opened. A row with {@code removed} is of a stream whose space is being reclaimed. The checksum covers what all other
 * columns mean: a stream must not come back under another name or content type because a bit has turned.
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

    static final String ADD_CHECKSUM = "ALTER TABLE stream ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0";

    /** What makes a fork: all NULL for other streams. */
    static final List<String> ADD_FORKS = List.of(
            "ALTER TABLE stream ADD COLUMN soft_deleted INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE stream ADD COLUMN source INTEGER",
            "ALTER TABLE stream ADD COLUMN fork_first INTEGER",
            "ALTER TABLE stream ADD COLUMN fork_sub_offset INTEGER",
            "ALTER TABLE stream ADD COLUMN fork_millis INTEGER");

    private static final int ROW_BYTES = 256;

    private final RowWrites puts;
    private final PreparedStatement all;
    private final PreparedStatement tail;
    private final PreparedStatement purge;

    /** A stream with the journal row up to which its table row is complete, and whether its space is being reclaimed. */
    record Row(Stream stream, long mergedJournal, boolean removed) {}

    StreamTable(Connection connection) throws SQLException {
        puts = new RowWrites(
                connection, "INSERT OR REPLACE INTO stream VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        all = connection.prepareStatement("SELECT * FROM stream ORDER BY id");
        tail = connection.prepareStatement("SELECT tail FROM stream WHERE id = ?");
        purge = connection.prepareStatement("DELETE FROM stream WHERE id = ?");
    }

    /** Writes the stream as it was published last, by the next {@link #flush}. */
    void put(Stream stream, long mergedJournal) throws SQLException {
        put(stream, mergedJournal, false);
    }

    /** Writes the stream as one whose space is to be reclaimed. */
    void putRemoved(Stream stream, long mergedJournal) throws SQLException {
        put(stream, mergedJournal, true);
    }

    private void put(Stream stream, long mergedJournal, boolean removed) throws SQLException {
        Head head = stream.head();
        PreparedStatement put = puts.row();
        put.setLong(1, stream.id());
        put.setString(2, stream.name());
        put.setLong(3, stream.incarnationBits());
        put.setString(4, stream.contentType());
        put.setString(5, stream.profile());
        put.setLong(6, stream.createdMillis());
        switch (stream.lifetime()) {
            case Lifetime.Forever forever -> lifetime(put, null, null);
            case Lifetime.Ttl ttl -> lifetime(put, ttl.seconds(), null);
            case Lifetime.Until until -> lifetime(put, null, until.epochMillis());
        }
        put.setLong(9, stream.storedDeadlineMillis);
        put.setLong(10, head.tail());
        put.setLong(11, head.lastMillis());
        put.setLong(12, head.payloadBytes());
        put.setString(13, head.streamSeq());
        put.setBoolean(14, head.closed());
        switch (head.closedBy()) {
            case ProducerStamp.Unstamped unstamped -> closedBy(put, null, null, null);
            case ProducerStamp.Stamped by -> closedBy(put, by.id(), by.epoch(), by.seq());
        }
        put.setLong(18, mergedJournal);
        put.setBoolean(19, removed);
        put.setInt(20, checksum(stream, mergedJournal, removed));
        put.setBoolean(21, head.softDeleted());
        Origin origin = stream.origin();
        put.setObject(22, origin == null ? null : origin.source());
        put.setObject(23, origin == null ? null : origin.first());
        put.setObject(24, origin == null ? null : origin.subOffset());
        put.setObject(25, origin == null ? null : origin.millis());
        puts.add();
    }

    void flush() throws SQLException {
        puts.flush();
    }

    private static void lifetime(PreparedStatement put, @Nullable Long ttl, @Nullable Long until) throws SQLException {
        put.setObject(7, ttl);
        put.setObject(8, until);
    }

    private static void closedBy(PreparedStatement put, @Nullable String id, @Nullable Long epoch, @Nullable Long seq)
            throws SQLException {
        put.setObject(15, id);
        put.setObject(16, epoch);
        put.setObject(17, seq);
    }

    /** All rows, those of removed streams too. */
    List<Row> all() throws SQLException {
        List<Row> streams = new ArrayList<>();
        try (ResultSet row = all.executeQuery()) {
            while (row.next()) {
                streams.add(row(row));
            }
        }
        return streams;
    }

    /**
     * What a row says that holds all columns.
     *
     * @throws StorageException if it does not carry its checksum
     */
    static Row row(ResultSet columns) throws SQLException {
        long id = columns.getLong("id");
        try {
            Row row = unchecked(columns);
            boolean flags = columns.getLong("closed") >> 1 == 0
                    && columns.getLong("removed") >> 1 == 0
                    && columns.getLong("soft_deleted") >> 1 == 0;
            if (flags && checksum(row) == columns.getLong("checksum")) {
                return row;
            }
        } catch (IllegalArgumentException e) {
            // What no stream can have; the checksum would not have been right either.
            throw damaged(id, String.valueOf(e.getMessage()));
        }
        throw damaged(id, "named " + columns.getString("name"));
    }

    private static StorageException damaged(long id, String what) {
        return new StorageException(
                StorageException.Kind.DAMAGED, "stored data damaged: row " + id + " of the streams, " + what);
    }

    private static Row unchecked(ResultSet columns) throws SQLException {
        return new Row(stream(columns), columns.getLong("merged_journal"), columns.getBoolean("removed"));
    }

    /** Gives each row of a table that had no checksums the one it should have. */
    static void seal(Connection connection) throws SQLException {
        Map<Long, Integer> checksums = new HashMap<>();
        try (PreparedStatement rows =
                        connection.prepareStatement("SELECT *, 0 AS soft_deleted, NULL AS source FROM stream");
                ResultSet row = rows.executeQuery()) {
            while (row.next()) {
                checksums.put(row.getLong("id"), checksum(unchecked(row)));
            }
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE stream SET checksum = ? WHERE id = ?")) {
            for (var each : checksums.entrySet()) {
                update.setInt(1, each.getValue());
                update.setLong(2, each.getKey());
                update.executeUpdate();
            }
        }
    }

    private static int checksum(Row row) {
        return checksum(row.stream(), row.mergedJournal(), row.removed());
    }

    private static int checksum(Stream stream, long mergedJournal, boolean removed) {
        Encoder out = new Encoder(ROW_BYTES);
        Head head = stream.head();
        out.fixed64(stream.id());
        out.text(stream.name());
        out.fixed64(stream.incarnationBits());
        out.text(stream.contentType());
        out.text(stream.profile());
        out.fixed64(stream.createdMillis());
        switch (stream.lifetime()) {
            case Lifetime.Forever forever -> out.fixed8(0);
            case Lifetime.Ttl ttl -> {
                out.fixed8(1);
                out.fixed64(ttl.seconds());
            }
            case Lifetime.Until until -> {
                out.fixed8(2);
                out.fixed64(until.epochMillis());
            }
        }
        out.fixed64(stream.storedDeadlineMillis);
        out.fixed64(head.tail());
        out.fixed64(head.lastMillis());
        out.fixed64(head.payloadBytes());
        out.text(head.streamSeq());
        out.fixed8((head.closed() ? 1 : 0) | (removed ? 2 : 0) | (head.softDeleted() ? 4 : 0));
        if (head.closedBy() instanceof ProducerStamp.Stamped by) {
            out.text(by.id());
            out.fixed64(by.epoch());
            out.fixed64(by.seq());
        }
        out.fixed64(mergedJournal);
        Origin origin = stream.origin();
        if (origin != null) {
            out.fixed64(origin.source());
            out.fixed64(origin.first());
            out.fixed64(origin.subOffset());
            out.fixed64(origin.millis());
        }
        return out.checksumFrom(0);
    }

    private static Stream stream(ResultSet row) throws SQLException {
        String contentType = text(row, "content_type").intern();
        Head head = new Head(
                row.getLong("tail"),
                row.getBoolean("closed"),
                closedBy(row),
                text(row, "stream_seq"),
                row.getLong("last_millis"),
                row.getLong("payload_bytes"),
                row.getLong("tail"),
                Recent.EMPTY,
                0,
                row.getBoolean("soft_deleted"));
        Stream stream = new Stream(
                row.getLong("id"),
                text(row, "name"),
                row.getLong("incarnation"),
                contentType,
                ContentTypes.isJson(contentType),
                text(row, "profile").intern(),
                row.getLong("created_millis"),
                lifetime(row),
                row.getLong("deadline_millis"),
                head,
                origin(row));
        stream.restoreDeadline(row.getLong("deadline_millis"));
        return stream;
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        if (text == null) {
            throw new IllegalArgumentException(column + " is missing");
        }
        return text;
    }

    private static Lifetime lifetime(ResultSet row) throws SQLException {
        long ttl = row.getLong("ttl_seconds");
        if (!row.wasNull()) {
            return new Lifetime.Ttl(ttl);
        }
        long until = row.getLong("expires_millis");
        return row.wasNull() ? Lifetime.FOREVER : new Lifetime.Until(until);
    }

    private static @Nullable Origin origin(ResultSet row) throws SQLException {
        long source = row.getLong("source");
        return row.wasNull()
                ? null
                : new Origin(
                        source, row.getLong("fork_first"), row.getLong("fork_sub_offset"), row.getLong("fork_millis"));
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

    void purge(long stream) throws SQLException {
        purge.setLong(1, stream);
        purge.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        puts.close();
        Statements.close(all, tail, purge);
    }
}
