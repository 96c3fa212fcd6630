package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One turned bit in a database file, again and again (decision 18): the check reports each that has changed a row, and a server answers
 * what it should or an error, never something else. {@code -Dflips=N} turns more bits.
 */
class BitFlipPropertyTest {

    private static final int FLIPS = Integer.getInteger("flips", 60);

    /** What only the check finds: the index and the pages that lead to rows carry no checksum that a look-up could ask. */
    private static final List<String> FOUND_BY_THE_CHECK_ONLY = List.of("keyed read", "producer");

    private static final List<String> TABLES = List.of("stream", "batch", "batch_key", "producer", "journal", "meta");

    @TempDir
    Path directory;

    private final Random random = Seeds.random(getClass());
    private final Map<String, Integer> tally = new TreeMap<>();
    private RotSample sample;
    private Path copy;
    private List<String> rows;

    @BeforeEach
    void makeSample() throws Exception {
        sample = new RotSample(directory);
        copy = directory.resolve("copy");
        rows = rows(sample.file);
        Sound.check(sample.file);
        try (Storage storage = Storage.open(StorageOptions.of(freshCopy()))) {
            assertThat(sample.wrongAnswers(storage)).isEmpty();
        }
    }

    @Test
    void flipAnywhereInTheFile_isFoundOrHarmless() throws Exception {
        for (int i = 0; i < FLIPS; i++) {
            long at = random.nextLong(Files.size(sample.file));
            int bit = random.nextInt(8);
            flipByte(freshCopy(), at, bit);
            judge("byte " + at + " bit " + bit);
        }
        System.out.println("flips anywhere: " + tally);
    }

    @Test
    void flipInARow_isFound() throws Exception {
        for (String table : TABLES) {
            for (int i = 0; i < Math.max(1, FLIPS / TABLES.size()); i++) {
                String where = flipColumn(freshCopy(), table);
                tally.merge(judge(where) ? table + " found" : table + " missed", 1, Integer::sum);
            }
        }
        System.out.println("flips in rows: " + tally);
        assertThat(tally.keySet()).noneMatch(each -> each.endsWith("missed"));
    }

    /** Whether the check has found the flip; fails if it should have, or if a server answers anything wrong. */
    private boolean judge(String where) throws IOException {
        List<String> now = rows(copy);
        boolean found = found();
        tally.merge(now.equals(rows) ? "rows as they were" : found ? "found" : "missed", 1, Integer::sum);
        assertThat(found || now.equals(rows))
                .as("flip in %s must be found", where)
                .isTrue();
        List<String> wrong = serve();
        wrong.forEach(each -> tally.merge("answered wrong: " + each, 1, Integer::sum));
        wrong.removeAll(found ? FOUND_BY_THE_CHECK_ONLY : List.of());
        assertThat(wrong)
                .as("wrong answers after a flip in %s, found: %s", where, found)
                .isEmpty();
        return found;
    }

    private boolean found() {
        try {
            return !Verification.of(copy).ok();
        } catch (StorageException e) {
            return true;
        }
    }

    private List<String> serve() {
        try (Storage storage = Storage.open(StorageOptions.of(copy))) {
            return new ArrayList<>(sample.wrongAnswers(storage));
        } catch (StorageException e) {
            tally.merge("start refused", 1, Integer::sum);
            return new ArrayList<>();
        }
    }

    private Path freshCopy() throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(copy + suffix));
        }
        return Files.copy(sample.file, copy);
    }

    private static void flipByte(Path file, long at, int bit) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(at);
            int value = raw.read();
            raw.seek(at);
            raw.write(value ^ 1 << bit);
        }
    }

    /** Turns a bit of a random column of a random row; returns which. */
    private String flipColumn(Path file, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            while (true) {
                List<String> columns = columns(statement, table);
                String column = columns.get(random.nextInt(columns.size()));
                String value = "CASE typeof(" + column + ") WHEN 'integer' THEN " + column + " WHEN 'null' THEN NULL"
                        + " ELSE hex(" + column + ") END";
                String order = String.join(
                        " || '/' || ",
                        columns.stream()
                                .map(each -> "hex(ifnull(" + each + ", ''))")
                                .toList());
                long skip = random.nextLong(1000);
                String one = "(SELECT count(*) FROM " + table + ")";
                String changed;
                String before;
                try (ResultSet row = statement.executeQuery("SELECT typeof(" + column + "), " + value + ", " + order
                        + " FROM " + table + " LIMIT 1 OFFSET " + skip + " % " + one)) {
                    row.next();
                    before = row.getString(3);
                    changed = changed(row.getString(1), row.getString(2));
                }
                String where = table + "." + column + " to " + changed.substring(0, Math.min(60, changed.length()));
                if (!changed.isEmpty()
                        && statement.executeUpdate("UPDATE OR IGNORE " + table + " SET " + column + " = " + changed
                                        + " WHERE " + order + " = '" + before + "'")
                                == 1) {
                    return where;
                }
            }
        }
    }

    private String changed(String type, String value) {
        return switch (type) {
            case "integer" -> Long.toString(Long.parseLong(value) ^ 1L << random.nextInt(63));
            case "null" -> "";
            default ->
                value.isEmpty()
                        ? ""
                        : (type.equals("text") ? "CAST(x'" : "(x'")
                                + flipHex(value)
                                + (type.equals("text") ? "' AS TEXT)" : "')");
        };
    }

    private String flipHex(String hex) {
        int at = random.nextInt(hex.length());
        int digit = Character.digit(hex.charAt(at), 16) ^ 1 << random.nextInt(4);
        return hex.substring(0, at) + Integer.toHexString(digit) + hex.substring(at + 1);
    }

    private static List<String> columns(Statement statement, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "')")) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        return columns;
    }

    /** All that the file says, row by row; what cannot be read stands as its error. */
    private static List<String> rows(Path file) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = new FrozenFile(file).open();
                Statement statement = connection.createStatement()) {
            for (String pragma : List.of("application_id", "user_version", "encoding")) {
                collect(statement, "PRAGMA " + pragma, 1, rows);
            }
            collect(statement, "SELECT sql FROM sqlite_master ORDER BY name", 1, rows);
            for (String table : TABLES) {
                List<String> columns = columns(statement, table);
                String each = String.join(
                        ", ",
                        columns.stream().map(column -> "quote(" + column + ")").toList());
                collect(statement, "SELECT " + each + " FROM " + table, columns.size(), rows);
            }
        } catch (SQLException | IOException | StorageException e) {
            rows.add(String.valueOf(e.getMessage()));
        }
        return rows;
    }

    private static void collect(Statement statement, String sql, int columns, List<String> rows) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    text.append(row.getString(i)).append('|');
                }
                rows.add(text.toString());
            }
        }
    }
}
