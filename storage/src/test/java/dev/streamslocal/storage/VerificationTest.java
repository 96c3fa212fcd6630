package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.streamslocal.storage.StorageException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the check of a file finds, and what it leaves alone. */
class VerificationTest {

    private static final String STREAM = "(SELECT id FROM stream WHERE name = ";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "UPDATE batch SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT min(id) FROM batch) | BATCH | stored data damaged",
                "DELETE FROM batch WHERE id = (SELECT min(id) FROM batch)                            | SEQUENCE | are missing",
                "DELETE FROM batch WHERE id = (SELECT max(id) FROM batch)                            | SEQUENCE | are missing",
                "UPDATE stream SET name = 'other' WHERE name = 'text'                                | STREAM   | named other",
                "UPDATE stream SET removed = 1 WHERE name = 'text'                                   | STREAM   | named text",
                "DELETE FROM stream WHERE name = 'text'                                              | ORPHAN   | messages of a stream that does not exist",
                "DELETE FROM batch_key WHERE rowid_of_nothing                                        | KEY      | lacks a key",
                "INSERT INTO batch_key SELECT stream, x'6162', first FROM batch_key LIMIT 1          | KEY      | does not hold",
                "INSERT INTO batch_key SELECT stream, form, 77777 FROM batch_key LIMIT 1             | KEY      | does not hold",
                "INSERT INTO batch_key SELECT 999999, form, first FROM batch_key LIMIT 1             | ORPHAN   | keys of a stream",
                "UPDATE producer SET seq = seq - 1                                                   | PRODUCER | stored data damaged",
                "UPDATE producer SET stream = 999999                                                 | ORPHAN   | producers of a stream",
                "UPDATE journal SET records = zeroblob(length(records)) WHERE id = (SELECT max(id) FROM journal) | JOURNAL | is damaged",
                "DELETE FROM journal WHERE id = (SELECT max(id) - 3 FROM journal)                    | JOURNAL  | are missing",
                "UPDATE journal SET id = id + 5 WHERE id = (SELECT max(id) FROM journal)             | JOURNAL  | are missing",
                "UPDATE meta SET value = value + 1                                                   | JOURNAL  | number next_",
                "CREATE TABLE extra (a)                                                              | SQLITE   | schema is not ours",
            })
    void change_isReported(String sql, StorageFault.Kind kind, String words) throws Exception {
        RotSample sample = new RotSample(directory);
        execute(sample.file, sql.replace("WHERE rowid_of_nothing", "WHERE first = (SELECT max(first) FROM batch_key)"));
        VerifyResult result = Verification.of(sample.file);
        assertThat(result.ok()).isFalse();
        assertThat(result.faults()).anySatisfy(fault -> {
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault.detail()).contains(words);
        });
    }

    /** A page in the place of another one lets a search for the next stream lead back to an earlier one. */
    @Test
    void pagesInWrongOrder_areFaults_andTheCheckEnds() throws IOException {
        Path file = directory.resolve("pages.sqlite");
        try (Storage storage = Storage.open(StorageOptions.of(file))) {
            for (int i = 0; i < 40; i++) {
                Calls.create(storage, "s" + i, Calls.BYTES);
                Calls.append(storage, "s" + i, Calls.bytes("mark".repeat(700)));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        List<Integer> leaves = new ArrayList<>();
        for (int page = Sizes.SQLITE_PAGE_BYTES; page < bytes.length; page += Sizes.SQLITE_PAGE_BYTES) {
            String text = new String(bytes, page, Sizes.SQLITE_PAGE_BYTES, StandardCharsets.ISO_8859_1);
            if (bytes[page] == 13 && text.contains("markmark")) {
                leaves.add(page);
            }
        }
        byte[] before = bytes.clone();
        for (int i = 0; i < leaves.size(); i++) {
            int other = leaves.get(leaves.size() - 1 - i);
            System.arraycopy(before, other, bytes, leaves.get(i), Sizes.SQLITE_PAGE_BYTES);
        }
        Files.write(file, bytes);
        VerifyResult result = assertTimeoutPreemptively(Duration.ofMinutes(2), () -> Verification.of(file));
        assertThat(result.ok()).isFalse();
    }

    @Test
    void damagedBatch_namesStreamAndPosition_andNothingElseIsAFault() throws Exception {
        RotSample sample = new RotSample(directory);
        execute(
                sample.file,
                "UPDATE batch SET last_millis = last_millis + 1 WHERE id = (SELECT max(id) FROM batch WHERE id >> 32 = "
                        + STREAM + "'keyed'))");
        List<StorageFault> faults = Verification.of(sample.file).faults();
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(StorageFault.Kind.BATCH);
            assertThat(fault.stream()).isEqualTo("keyed");
            assertThat(fault.position()).isPositive();
            assertThat(fault.detail()).isEqualTo("stored data damaged: keyed at " + fault.position());
        });
    }

    @Test
    void manyFaults_areCountedAndTheFirstAreTold() throws Exception {
        RotSample sample = new RotSample(directory);
        execute(
                sample.file,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
                        + " INSERT INTO batch_key SELECT 1000000 + i, x'61', 0 FROM n");
        VerifyResult result = Verification.of(sample.file);
        assertThat(result.faultsTotal()).isEqualTo(500);
        assertThat(result.faults()).hasSize(VerifyResult.FAULTS_MAX);
    }

    @Test
    void check_changesNothingOnTheDisk() throws Exception {
        RotSample sample = new RotSample(directory);
        Path closed = directory.resolve("live");
        Path place = Files.createDirectory(directory.resolve("a place with % and ? and #"));
        try (Storage storage = Storage.open(StorageOptions.of(closed))) {
            Calls.create(storage, "more", Calls.BYTES);
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.copy(Path.of(closed + suffix), place.resolve("crashed" + suffix));
            }
            Files.copy(closed, place.resolve("copied"));
            Files.copy(Path.of(closed + "-wal"), place.resolve("copied-wal"));
        }
        Files.copy(sample.file, place.resolve("closed"));
        Files.copy(sample.file, place.resolve("emptylog"));
        Files.createFile(place.resolve("emptylog-wal"));
        Map<String, String> before = contents(place);
        for (String name : List.of("crashed", "copied")) {
            assertThat(Sound.check(place.resolve(name)).streams()).as(name).isEqualTo(8);
        }
        for (String name : List.of("closed", "emptylog")) {
            assertThat(Sound.check(place.resolve(name)).streams()).as(name).isEqualTo(7);
        }
        assertThat(contents(place)).isEqualTo(before);
    }

    @Test
    void check_besideARunningWriter_findsNoFaults() throws Exception {
        Path file = directory.resolve("db");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        try (Storage storage = Storage.open(StorageOptions.of(file).pace(Calls.TINY))) {
            Thread writer = Thread.ofPlatform().start(() -> write(storage, stop, rounds));
            for (int checks = 0; checks < 40 || rounds.get() < 100; checks++) {
                Sound.check(file);
            }
            stop.set(true);
            writer.join();
        }
        assertThat(Sound.check(file).messages()).isPositive();
    }

    /** Streams that grow, and others that come and go. */
    private static void write(Storage storage, AtomicBoolean stop, AtomicInteger rounds) {
        Calls.create(storage, "grows", Calls.JSON);
        for (int i = 0; !stop.get(); i++) {
            Calls.append(storage, "grows", Calls.json("[" + i + ",\"" + "x".repeat(i % 400) + "\"]"));
            Calls.create(storage, "s" + i, Calls.BYTES);
            Calls.append(storage, "s" + i, Calls.bytes("x".repeat(i % 400)));
            rounds.set(i);
            if (i >= 5) {
                Calls.delete(storage, "s" + (i - 5));
            }
        }
    }

    @Test
    void check_ofWhatIsNoDatabaseOfOurs_saysSo() throws Exception {
        Path file = directory.resolve("db");
        refused(file, Kind.IO, "there is no database " + file);
        Files.writeString(file, "not a database ".repeat(20));
        refused(file, Kind.FOREIGN, file + " is not an SQLite database");
        Files.delete(file);
        execute(file, "CREATE TABLE streams (stream TEXT PRIMARY KEY)");
        refused(file, Kind.FOREIGN, "streams import");
        Files.delete(file);
        Storage.open(StorageOptions.of(file)).close();
        execute(file, "PRAGMA user_version=99");
        refused(file, Kind.NEWER, "schema version 99, this server knows up to " + Migrations.VERSION);
        execute(file, "PRAGMA user_version=1");
        refused(file, Kind.OLDER, "schema version 1; a start of the server brings it to " + Migrations.VERSION);
    }

    @Test
    void check_ofATornFile_saysHowMuchIsMissing() throws IOException {
        Path file = directory.resolve("db");
        Storage.open(StorageOptions.of(file)).close();
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() - 5000);
        }
        refused(file, Kind.DAMAGED, "is torn");
    }

    /** A file from before streams, producers and numbers carried checksums. */
    @Test
    void open_firstVersion_getsItsChecksums() throws Exception {
        RotSample sample = new RotSample(directory);
        for (String table : List.of("stream", "producer", "meta")) {
            execute(sample.file, "ALTER TABLE " + table + " DROP COLUMN checksum");
        }
        for (String column : List.of("soft_deleted", "source", "fork_first", "fork_sub_offset", "fork_millis")) {
            execute(sample.file, "ALTER TABLE stream DROP COLUMN " + column);
        }
        for (String table : List.of("registry", "profile")) {
            execute(sample.file, "DROP TABLE " + table);
        }
        execute(sample.file, "PRAGMA user_version=1");
        for (int open = 0; open < 2; open++) {
            try (Storage storage = Storage.open(StorageOptions.of(sample.file))) {
                assertThat(sample.wrongAnswers(storage)).isEmpty();
            }
            Sound.check(sample.file);
        }
    }

    private void refused(Path file, Kind kind, String words) {
        assertThatThrownBy(() -> Verification.of(file))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    private static Map<String, String> contents(Path place) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(place)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.getFileName().toString(),
                        Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
