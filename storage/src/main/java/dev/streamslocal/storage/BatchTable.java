package dev.streamslocal.storage;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of all streams, a batch a row, clustered by stream and sequence. Confined to the thread of its connection.
 *
 * <p>The rowid is the stream's id in the upper 31 bits over the sequence of the first message in the lower 32; the rows of a stream tile
 * its range without a gap and never change. The checksum covers all other columns.
 */
final class BatchTable implements AutoCloseable {

    static final String CREATE = """
        CREATE TABLE batch (
          id INTEGER PRIMARY KEY,
          count INTEGER NOT NULL,
          last_millis INTEGER NOT NULL,
          checksum INTEGER NOT NULL,
          outline BLOB NOT NULL,
          bytes BLOB NOT NULL
        )\
        """;

    /** Sequences that fit below the stream's id in a rowid. */
    static final long SEQUENCES_MAX = 1L << 32;

    private static final Logger LOG = LoggerFactory.getLogger(BatchTable.class);

    private static final int OUTLINE_BYTES = 1024;

    private static final byte[] NOT_READ = {};

    /** What a row takes beside its payload, about. */
    private static final int ROW_BYTES = 64;

    private final RowWrites inserts;
    private final PreparedStatement load;
    private final PreparedStatement floor;
    private final PreparedStatement range;
    private final PreparedStatement outlines;
    private final PreparedStatement floorMillis;
    private final PreparedStatement weigh;
    private final PreparedStatement purge;
    private final Encoder outline = new Encoder(OUTLINE_BYTES);

    BatchTable(Connection connection) throws SQLException {
        inserts = new RowWrites(connection, "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?)");
        load = connection.prepareStatement(
                "SELECT id, count, last_millis, checksum, outline, bytes FROM batch WHERE id = ?");
        floor = connection.prepareStatement(
                "SELECT id, count FROM batch WHERE id <= ? AND id >= ? ORDER BY id DESC LIMIT 1");
        range = connection.prepareStatement("""
            SELECT id, count, last_millis, checksum, outline, bytes FROM batch
            WHERE id >= ? AND id < ? ORDER BY id\
            """);
        outlines = connection.prepareStatement(
                "SELECT id, count, outline FROM batch WHERE id >= ? AND id < ? ORDER BY id");
        floorMillis = connection.prepareStatement(
                "SELECT id, count, last_millis FROM batch WHERE id <= ? AND id >= ? ORDER BY id DESC LIMIT 1");
        weigh = connection.prepareStatement(
                "SELECT id, length(bytes) FROM batch WHERE id >= ? AND id <= ? ORDER BY id");
        purge = connection.prepareStatement("DELETE FROM batch WHERE id >= ? AND id <= ?");
    }

    /** Receives the batches of a range in order, until it has enough. */
    interface Visitor {
        /** Returns whether it wants the next batch as well. */
        boolean visit(Batch batch);
    }

    /** First message and last append time of a row. */
    record Span(long first, long next, long lastMillis) {}

    static long rowId(long stream, long sequence) {
        return stream << 32 | sequence;
    }

    /** The row is there after {@link #flush}. */
    void insert(long stream, Batch batch) throws SQLException {
        long id = rowId(stream, batch.first());
        outline.clear();
        Outline.encode(outline, batch.runs(), batch.ends(), batch.count(), batch.gap());
        byte[] table = outline.toBytes();
        byte[] bytes = exact(batch);
        PreparedStatement insert = inserts.row();
        insert.setLong(1, id);
        insert.setInt(2, batch.count());
        insert.setLong(3, batch.runs().lastMillis());
        insert.setInt(4, checksum(id, batch.count(), batch.runs().lastMillis(), table, bytes));
        insert.setBytes(5, table);
        insert.setBytes(6, bytes);
        inserts.add();
    }

    void flush() throws SQLException {
        inserts.flush();
    }

    /** The row that begins at this sequence. */
    Optional<Batch> load(Stream stream, long first) throws SQLException {
        load.setLong(1, rowId(stream.id(), first));
        try (ResultSet row = load.executeQuery()) {
            return row.next() ? Optional.of(decode(stream, row)) : Optional.empty();
        }
    }

    /** Where the row that holds {@code position} begins; -1 if there is none. */
    long floor(long stream, long position) throws SQLException {
        floor.setLong(1, rowId(stream, position));
        floor.setLong(2, rowId(stream, 0));
        try (ResultSet row = floor.executeQuery()) {
            if (!row.next()) {
                return -1;
            }
            long first = row.getLong(1) & (SEQUENCES_MAX - 1);
            return position < first + row.getInt(2) ? first : -1;
        }
    }

    /** Visits the rows that begin in {@code first .. end} in order. */
    void range(Stream stream, long first, long end, Visitor visitor) throws SQLException {
        range.setLong(1, rowId(stream.id(), first));
        range.setLong(2, rowId(stream.id(), end));
        try (ResultSet rows = range.executeQuery()) {
            boolean more = true;
            while (more && rows.next()) {
                more = visitor.visit(decode(stream, rows));
            }
        }
    }

    /** Visits the same rows as batches without their bytes; what no checksum covers here may be damaged. */
    void outlines(Stream stream, long first, long end, Visitor visitor) throws SQLException {
        outlines.setLong(1, rowId(stream.id(), first));
        outlines.setLong(2, rowId(stream.id(), end));
        try (ResultSet rows = outlines.executeQuery()) {
            while (rows.next() && visitor.visit(decodeOutline(stream, rows))) {
                continue;
            }
        }
    }

    /** The row that begins at this sequence, as {@link #outlines} would visit it. */
    Optional<Batch> outline(Stream stream, long first) throws SQLException {
        List<Batch> found = new ArrayList<>(1);
        outlines(stream, first, first + 1, found::add);
        return found.stream().findFirst();
    }

    /** The rows that begin in {@code first .. end}, without those that are damaged. */
    List<Batch> intact(Stream stream, long first, long end) throws SQLException {
        List<Batch> batches = new ArrayList<>();
        range.setLong(1, rowId(stream.id(), first));
        range.setLong(2, rowId(stream.id(), end));
        try (ResultSet rows = range.executeQuery()) {
            while (rows.next()) {
                try {
                    batches.add(decode(stream, rows));
                } catch (DamagedBatch e) {
                    LOG.error("{}", e.getMessage());
                }
            }
        }
        return batches;
    }

    /** Bounds and last time of the row that holds {@code position}. */
    Optional<Span> span(long stream, long position) throws SQLException {
        floorMillis.setLong(1, rowId(stream, position));
        floorMillis.setLong(2, rowId(stream, 0));
        try (ResultSet row = floorMillis.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            long first = row.getLong(1) & (SEQUENCES_MAX - 1);
            return Optional.of(new Span(first, first + row.getInt(2), row.getLong(3)));
        }
    }

    /** Deletes rows of a stream, about {@code bytesMax} of them but at least one; returns how many bytes, 0 when none is left. */
    long purge(long stream, long bytesMax) throws SQLException {
        long bytes = 0;
        long last = -1;
        weigh.setLong(1, rowId(stream, 0));
        weigh.setLong(2, rowId(stream, SEQUENCES_MAX - 1));
        try (ResultSet row = weigh.executeQuery()) {
            while (bytes < bytesMax && row.next()) {
                last = row.getLong(1);
                bytes += ROW_BYTES + row.getLong(2);
            }
        }
        if (last >= 0) {
            purge.setLong(1, rowId(stream, 0));
            purge.setLong(2, last);
            purge.executeUpdate();
        }
        return bytes;
    }

    /** The batch of a row with all columns; {@link DamagedBatch} if it does not carry its checksum. */
    static Batch decode(Stream stream, ResultSet row) throws SQLException {
        long id = row.getLong(1);
        int count = row.getInt(2);
        byte[] table = row.getBytes(5);
        byte[] bytes = row.getBytes(6);
        long first = id & (SEQUENCES_MAX - 1);
        if (table == null
                || bytes == null
                || count != row.getLong(2)
                || checksum(id, count, row.getLong(3), table, bytes) != row.getLong(4)) {
            throw new DamagedBatch(stream, first);
        }
        return batch(stream, first, count, table, bytes);
    }

    private static Batch decodeOutline(Stream stream, ResultSet row) throws SQLException {
        long first = row.getLong(1) & (SEQUENCES_MAX - 1);
        byte[] table = row.getBytes(3);
        if (table == null) {
            throw new DamagedBatch(stream, first);
        }
        try {
            return batch(stream, first, row.getInt(2), table, NOT_READ);
        } catch (StorageException e) {
            throw new DamagedBatch(stream, first);
        }
    }

    private static Batch batch(Stream stream, long first, int count, byte[] table, byte[] bytes) {
        int gap = stream.json() ? 1 : 0;
        Decoder in = new Decoder(table);
        Runs runs = Outline.decodeRuns(in, count);
        int[] ends = Outline.decodeEnds(in, count, gap);
        return new Batch(first, count, bytes, 0, ends, gap, runs, true);
    }

    private static int checksum(long id, int count, long lastMillis, byte[] table, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(20)
                .putLong(id)
                .putInt(count)
                .putLong(lastMillis)
                .flip());
        crc.update(table);
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] exact(Batch batch) {
        if (batch.start() == 0 && batch.bytes().length == batch.length()) {
            return batch.bytes();
        }
        byte[] bytes = new byte[batch.length()];
        System.arraycopy(batch.bytes(), batch.start(), bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public void close() throws SQLException {
        inserts.close();
        Statements.close(load, floor, range, outlines, floorMillis, weigh, purge);
    }
}
