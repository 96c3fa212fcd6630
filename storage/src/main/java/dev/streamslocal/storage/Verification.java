package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a whole database file against itself (decision 18), from one snapshot, without changing anything on the disk. Confined to one
 * thread; its memory depends on the number of streams, not on what they hold.
 */
public final class Verification {

    /** How often a file is read again because a server has come or gone meanwhile. */
    private static final int ATTEMPTS_MAX = 3;

    private final Path file;
    private final CheckQueries queries;
    private final Findings findings;
    private final JournalFold journal;

    /** Streams with a row, living or not. */
    private final Set<Long> known = new HashSet<>();

    private final Map<String, Long> names = new HashMap<>();
    private final ForkCheck forks;

    private Verification(Path file, CheckQueries queries) {
        this.file = file;
        this.queries = queries;
        this.findings = new Findings(queries);
        this.journal = new JournalFold(queries, findings);
        this.forks = new ForkCheck(findings);
    }

    /**
     * Checks the file, also beside a server that runs on it.
     *
     * @throws StorageException if there is no such file, or it is not ours, newer, older, torn, or cannot be read at all
     */
    public static VerifyResult of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StorageException(StorageException.Kind.IO, "there is no database " + file);
        }
        FrozenFile frozen = new FrozenFile(file);
        try {
            for (int attempt = 1; ; attempt++) {
                FrozenFile.Surroundings before = frozen.surroundings();
                VerifyResult result = check(file, frozen);
                // A file that nobody has open is read without a lock: faults count only if it has stayed so.
                if (result.ok() || attempt == ATTEMPTS_MAX || before.equals(frozen.surroundings())) {
                    return result;
                }
            }
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.IO, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw Database.failure(file, e);
        }
    }

    private static VerifyResult check(Path file, FrozenFile frozen) throws IOException, SQLException {
        try (CheckQueries queries = new CheckQueries(frozen.open())) {
            return new Verification(file, queries).run();
        }
    }

    private VerifyResult run() throws SQLException {
        queries.beginSnapshot();
        FileHeader.checkApplication(file, (int) queries.number("PRAGMA application_id"));
        int version = (int) queries.number("PRAGMA user_version");
        FileHeader.checkVersion(file, version);
        if (version < Migrations.VERSION) {
            throw new StorageException(
                    StorageException.Kind.OLDER,
                    file + " has schema version " + version + "; a start of the server brings it to "
                            + Migrations.VERSION);
        }
        findings.read("the file", "", this::integrity);
        findings.read("the schema", "", this::schema);
        findings.read("the journal", "", journal::read);
        findings.read("the streams", "", () -> queries.streams(this::stream));
        for (long created : journal.unmerged()) {
            check(journal.of(created).orElseThrow().stream());
        }
        if (!journal.blind()) {
            forks.end();
        }
        findings.read("batches", "", () -> orphans("messages", queries::nextWithBatches));
        findings.read("the key index", "", () -> orphans("keys", queries::nextWithKeys));
        findings.read("producers", "", () -> orphans("producers", queries::nextWithProducers));
        findings.read("the registry", "", () -> orphans("schemas", queries::nextWithRegistry));
        findings.read("profiles", "", () -> orphans("profiles", queries::nextWithProfile));
        return new VerifyResult(
                file,
                version,
                findings.streams,
                findings.reclaimed,
                findings.batches,
                findings.messages,
                findings.payloadBytes,
                findings.journalRows,
                findings.faults(),
                findings.faultsTotal());
    }

    private void integrity() throws SQLException {
        for (String line : queries.integrity(VerifyResult.FAULTS_MAX)) {
            findings.add(StorageFault.Kind.SQLITE, "", -1, line);
        }
    }

    /** A bit that turns in the text of a schema may change what a column or a constraint means. */
    private void schema() throws SQLException {
        List<String> expected;
        try (Connection fresh = DriverManager.getConnection("jdbc:sqlite::memory:");
                CheckQueries own = new CheckQueries(fresh)) {
            Migrations.run(fresh, 0);
            expected = own.schema();
        }
        List<String> found = new ArrayList<>(queries.schema());
        found.removeAll(expected);
        for (String statement : found) {
            findings.add(StorageFault.Kind.SQLITE, "", -1, "the schema is not ours: " + statement);
        }
        if (found.isEmpty() && queries.schema().size() != expected.size()) {
            findings.add(StorageFault.Kind.SQLITE, "", -1, "the schema lacks a table");
        }
    }

    private void stream(ResultSet columns) throws SQLException {
        long id = columns.getLong("id");
        known.add(id);
        StreamTable.Row row;
        try {
            row = StreamTable.row(columns);
        } catch (RuntimeException e) {
            findings.add(StorageFault.Kind.STREAM, "#" + id, -1, String.valueOf(e.getMessage()));
            return;
        }
        if (row.removed()) {
            findings.reclaimed++;
            return;
        }
        if (row.mergedJournal() > journal.last() && !journal.blind()) {
            findings.add(
                    StorageFault.Kind.JOURNAL,
                    row.stream().name(),
                    row.mergedJournal(),
                    "journal rows are missing from " + (journal.last() + 1) + " to " + row.mergedJournal());
        }
        check(row.stream());
    }

    private void check(Stream stream) {
        Optional<StreamFold> fold = journal.of(stream.id());
        if (fold.isEmpty() || !fold.get().deleted()) {
            Long other = names.put(stream.name(), stream.id());
            if (other != null && !journal.blind()) {
                findings.add(
                        StorageFault.Kind.STREAM,
                        stream.name(),
                        -1,
                        "two streams have this name: " + other + " and " + stream.id());
            }
        }
        new StreamCheck(stream, journal, queries, findings).run(fold);
        if (!fold.map(StreamFold::deleted).orElse(false)) {
            forks.meet(
                    stream,
                    fold.map(StreamFold::tail).orElse(stream.head().tail()),
                    fold.map(StreamFold::softDeleted).orElse(stream.head().softDeleted()));
        }
    }

    /** Finds the lowest stream from a number on that has rows of a kind. */
    private interface NextStream {
        Optional<Long> from(long stream) throws SQLException;
    }

    private void orphans(String what, NextStream next) throws SQLException {
        long from = Long.MIN_VALUE >> 32;
        for (Optional<Long> stream = next.from(from); stream.isPresent(); stream = next.from(from)) {
            long id = stream.get();
            if (id < from) {
                throw new SQLException("rows out of order: " + id + " behind " + from);
            }
            from = id + 1;
            if (!known.contains(id) && !journal.creates(id) && !journal.blind()) {
                findings.add(
                        StorageFault.Kind.ORPHAN,
                        "#" + id,
                        -1,
                        "there are " + what + " of a stream that does not exist");
            }
        }
    }
}
