package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements that only the check of a whole file needs; all see one snapshot. Confined to one thread.
 *
 * <p>After an SQLite error the driver gives up a statement: {@link #prepareAgain} makes new ones.
 */
final class CheckQueries implements AutoCloseable {

    /** The first row at or behind a key, by which one steps from stream to stream. */
    private static final String NEXT_BATCH = "SELECT id FROM batch WHERE id >= ? ORDER BY id LIMIT 1";

    private static final String NEXT_KEY = "SELECT stream FROM batch_key WHERE stream >= ? ORDER BY stream LIMIT 1";
    private static final String NEXT_REGISTRY = "SELECT stream FROM registry WHERE stream >= ? ORDER BY stream LIMIT 1";
    private static final String NEXT_PROFILE = "SELECT stream FROM profile WHERE stream >= ? ORDER BY stream LIMIT 1";
    private static final String NEXT_PRODUCER = "SELECT stream FROM producer WHERE stream >= ? ORDER BY stream LIMIT 1";

    private static final String STREAMS = "SELECT * FROM stream ORDER BY id";
    private static final String STREAM = "SELECT * FROM stream WHERE id = ?";
    private static final String JOURNAL = "SELECT id, records FROM journal ORDER BY id";
    private static final String PRODUCERS = "SELECT stream, id, epoch, seq, checksum FROM producer WHERE stream = ?";
    private static final String PRODUCER = "SELECT epoch, seq FROM producer WHERE stream = ? AND id = ?";
    private static final String KEYS = "SELECT form, first FROM batch_key WHERE stream = ?";
    private static final String KEY_COUNT = "SELECT count(*) FROM batch_key WHERE stream = ?";
    private static final String HAS_KEY = "SELECT 1 FROM batch_key WHERE stream = ? AND form = ? AND first = ?";
    private static final String BATCH =
            "SELECT id, count, last_millis, checksum, outline, bytes FROM batch WHERE id = ?";
    private static final String META = "SELECT name, value, checksum FROM meta";
    private static final String BATCHES = """
        SELECT id, count, last_millis, checksum, outline, bytes FROM batch WHERE id >= ? AND id < ? ORDER BY id\
        """;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    CheckQueries(Connection connection) {
        this.connection = connection;
    }

    /** Receives rows one by one. */
    interface Visitor {
        void visit(ResultSet row) throws SQLException;
    }

    /** Fixes what all later queries see. */
    void beginSnapshot() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
        }
        number("PRAGMA schema_version");
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** All tables and what they are made of. */
    List<String> schema() throws SQLException {
        List<String> schema = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT type || ' ' || name || ' of ' || tbl_name || ': ' || sql FROM sqlite_master ORDER BY name")) {
            while (row.next()) {
                schema.add(String.valueOf(row.getString(1)));
            }
        }
        return schema;
    }

    /** What SQLite says of its own file; empty if it is sound. */
    List<String> integrity(int linesMax) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check(" + linesMax + ")")) {
            while (row.next()) {
                lines.addAll(row.getString(1).lines().toList());
            }
        }
        return lines.equals(List.of("ok")) ? List.of() : lines;
    }

    /** All stream rows; other queries may be asked, and may fail, meanwhile. */
    void streams(Visitor visitor) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STREAMS)) {
            visit(statement, visitor);
        }
    }

    void journal(Visitor visitor) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(JOURNAL)) {
            visit(statement, visitor);
        }
    }

    /** Hands over the row of a stream, if it has one. */
    void stream(long id, Visitor visitor) throws SQLException {
        visit(bound(STREAM, id), visitor);
    }

    void batches(long stream, Visitor visitor) throws SQLException {
        visit(bound(BATCHES, BatchTable.rowId(stream, 0), BatchTable.rowId(stream + 1, 0)), visitor);
    }

    /** Hands over the row that begins at this sequence, if there is one. */
    void batch(long stream, long first, Visitor visitor) throws SQLException {
        visit(bound(BATCH, BatchTable.rowId(stream, first)), visitor);
    }

    void producers(long stream, Visitor visitor) throws SQLException {
        visit(bound(PRODUCERS, stream), visitor);
    }

    /** Hands over epoch and sequence of a producer, if it has a row. */
    void producer(long stream, String id, Visitor visitor) throws SQLException {
        PreparedStatement statement = bound(PRODUCER, stream);
        statement.setString(2, id);
        visit(statement, visitor);
    }

    void keys(long stream, Visitor visitor) throws SQLException {
        visit(bound(KEYS, stream), visitor);
    }

    long keyCount(long stream) throws SQLException {
        return first(bound(KEY_COUNT, stream)).orElse(0L);
    }

    boolean hasKey(long stream, byte[] form, long first) throws SQLException {
        PreparedStatement statement = bound(HAS_KEY, stream);
        statement.setBytes(2, form);
        statement.setLong(3, first);
        return first(statement).isPresent();
    }

    void meta(Visitor visitor) throws SQLException {
        visit(prepare(META), visitor);
    }

    /** The lowest stream from {@code id} on that has batches. */
    Optional<Long> nextWithBatches(long id) throws SQLException {
        return first(bound(NEXT_BATCH, BatchTable.rowId(id, 0))).map(row -> row >> 32);
    }

    Optional<Long> nextWithKeys(long id) throws SQLException {
        return first(bound(NEXT_KEY, id));
    }

    Optional<Long> nextWithProducers(long id) throws SQLException {
        return first(bound(NEXT_PRODUCER, id));
    }

    Optional<Long> nextWithRegistry(long id) throws SQLException {
        return first(bound(NEXT_REGISTRY, id));
    }

    Optional<Long> nextWithProfile(long id) throws SQLException {
        return first(bound(NEXT_PROFILE, id));
    }

    private PreparedStatement bound(String sql, long... numbers) throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (int i = 0; i < numbers.length; i++) {
            statement.setLong(i + 1, numbers[i]);
        }
        return statement;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    private static void visit(PreparedStatement statement, Visitor visitor) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                visitor.visit(row);
            }
        }
    }

    private static Optional<Long> first(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    /** Forgets statements that an error may have spoilt. */
    void prepareAgain() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // It reports once more the error that spoilt it, and is gone either way.
                continue;
            }
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        prepareAgain();
        connection.close();
    }
}
