package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.storage.StorageException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are opened, which are made, and which are left alone. */
class DatabaseTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("durable-streams.sqlite");
    }

    @Test
    void open_nothingThere_makesOneFileOfOurs() throws Exception {
        Storage.open(StorageOptions.of(file)).close();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
            raw.seek(68);
            assertThat(raw.readInt()).isEqualTo(FileHeader.APPLICATION_ID);
        }
    }

    @Test
    void open_emptyFile_isMadeIntoADatabase() throws IOException {
        Files.createFile(file);
        reopens();
    }

    @Test
    void open_remainsOfAMakingThatWasKilled_startsAnew() throws IOException {
        for (String suffix : List.of(".new", ".new-journal", ".new-wal", ".new-shm")) {
            Files.writeString(Path.of(file + suffix), "half a database");
        }
        reopens();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void open_logWithoutItsDatabase_isNotMixedIn() throws IOException {
        Files.writeString(Path.of(file + "-wal"), "x".repeat(5000));
        reopens();
    }

    @Test
    void open_textFile_isForeignAndStaysAsItIs() throws IOException {
        Files.writeString(file, "not a database ".repeat(20));
        refused(Kind.FOREIGN, "not an SQLite database");
        assertThat(file).hasContent("not a database ".repeat(20));
    }

    @Test
    void open_shortFile_isForeign() throws IOException {
        Files.writeString(file, "short");
        refused(Kind.FOREIGN, "not an SQLite database");
    }

    @Test
    void open_databaseOfTheOriginalServer_namesImportAndStaysAsItIs() throws Exception {
        execute("CREATE TABLE streams (stream TEXT PRIMARY KEY)", "CREATE TABLE schema_version (version INTEGER)");
        byte[] before = Files.readAllBytes(file);
        refused(Kind.FOREIGN, "streams import");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void open_newerVersion_isRefused() throws SQLException {
        Storage.open(StorageOptions.of(file)).close();
        execute("PRAGMA user_version=99");
        refused(Kind.NEWER, "schema version 99, this server knows up to " + Migrations.VERSION);
    }

    /** The newer version may still stand in the write-ahead log only. */
    @Test
    void open_newerVersionInTheLog_isRefused() throws Exception {
        Storage.open(StorageOptions.of(file)).close();
        Path copy = directory.resolve("copy.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("PRAGMA user_version=99");
            Files.copy(file, copy);
            Files.copy(Path.of(file + "-wal"), Path.of(copy + "-wal"));
        }
        file = copy;
        refused(Kind.NEWER, "schema version 99");
    }

    @Test
    void open_tornFile_isDamaged() throws IOException {
        Storage.open(StorageOptions.of(file)).close();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() - 5000);
        }
        refused(Kind.DAMAGED, "is torn");
    }

    @Test
    void open_overwrittenPages_isDamaged() throws IOException {
        Storage.open(StorageOptions.of(file)).close();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(100);
            raw.write(new byte[(int) raw.length() - 100]);
        }
        refused(Kind.DAMAGED, "is damaged");
    }

    @Test
    void open_damagedJournal_isRefusedAndLeavesNothingOpen() throws Exception {
        Path copy = directory.resolve("copy.sqlite");
        try (Storage storage = Storage.open(StorageOptions.of(file))) {
            Calls.create(storage, "a", Calls.BYTES);
            Files.copy(file, copy);
            Files.copy(Path.of(file + "-wal"), Path.of(copy + "-wal"));
        }
        file = copy;
        execute("UPDATE journal SET records = zeroblob(length(records))");
        refused(Kind.DAMAGED, "journal row 1 is damaged");
        assertThat(Path.of(file + "-wal")).doesNotExist();
    }

    @Test
    void open_directoryMissing_isIo() {
        file = directory.resolve("nowhere").resolve("db");
        assertThatThrownBy(() -> Storage.open(StorageOptions.of(file)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO));
    }

    @Test
    void openAndClose_manyTimes_leavesNoThreadAndNoFile() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Storage storage = Storage.open(StorageOptions.of(file))) {
                Calls.create(storage, "a" + i, Calls.BYTES);
                Calls.append(storage, "a" + i, Calls.bytes("1"));
                Calls.since(storage, storage.find("a" + i).orElseThrow(), RoutingKey.of("k"), 0);
            }
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("streams-")))
                    .isEmpty();
            try (var files = Files.list(directory)) {
                assertThat(files).containsExactly(file);
            }
        }
    }

    private void reopens() {
        try (Storage storage = Storage.open(StorageOptions.of(file))) {
            Calls.create(storage, "a", Calls.BYTES);
        }
        try (Storage storage = Storage.open(StorageOptions.of(file))) {
            assertThat(storage.find("a")).isPresent();
            assertThat(storage.find(Storage.METRICS_STREAM).orElseThrow().profile())
                    .isEqualTo("metrics");
        }
    }

    private void refused(Kind kind, String words) {
        assertThatThrownBy(() -> Storage.open(StorageOptions.of(file)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
