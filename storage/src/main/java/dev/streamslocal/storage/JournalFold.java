package dev.streamslocal.storage;

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
 * What the journal says on top of the stream rows, as {@link Replay} would apply it, kept without the messages: a few numbers for each
 * stream that it touches. Confined to one thread.
 */
final class JournalFold {

    private final CheckQueries queries;
    private final Findings findings;
    private final Map<Long, StreamFold> folds = new HashMap<>();

    /** Streams created in the journal that have no row yet. */
    private final Set<Long> unmerged = new HashSet<>();

    /** Streams with records but neither a row nor a creation, by the first such record. */
    private final Map<Long, Long> unknown = new HashMap<>();

    private final Set<Long> reclaimed = new HashSet<>();
    private long first;
    private long last;

    /** Numbers below this one have been given to rows. */
    private long next = 1;

    private boolean blind;

    JournalFold(CheckQueries queries, Findings findings) {
        this.queries = queries;
        this.findings = findings;
    }

    /** Whether a damaged row hides what the journal says from there on. */
    boolean blind() {
        return blind;
    }

    /** Newest row; 0 if there is none. */
    long last() {
        return last;
    }

    Optional<StreamFold> of(long stream) {
        return Optional.ofNullable(folds.get(stream));
    }

    /** The streams that have no row yet. */
    Iterable<Long> unmerged() {
        return unmerged;
    }

    boolean creates(long stream) {
        return unmerged.contains(stream);
    }

    /** Reads the whole journal. */
    void read() throws SQLException {
        queries.journal(row -> row(row.getLong(1), JournalTable.records(row)));
        queries.meta(this::number);
        if (first > next) {
            fault(next, "journal rows are missing from " + next + " to " + (first - 1));
        }
        unknown.forEach((stream, row) -> findings.add(
                StorageFault.Kind.ORPHAN,
                "#" + stream,
                row,
                "journal row " + row + " changes a stream that does not exist"));
        last = Math.max(last, next - 1);
    }

    private void number(ResultSet columns) throws SQLException {
        String name = String.valueOf(columns.getString(1));
        if (!name.equals(MetaTable.NEXT_JOURNAL) && !name.equals(MetaTable.NEXT_STREAM)) {
            fault(-1, "a number has an unknown name: " + name);
            return;
        }
        try {
            long value = MetaTable.value(columns);
            next = name.equals(MetaTable.NEXT_JOURNAL) ? value : next;
        } catch (StorageException e) {
            fault(-1, String.valueOf(e.getMessage()));
        }
    }

    private void row(long id, byte[] records) throws SQLException {
        findings.journalRows++;
        if (first == 0) {
            first = id;
        } else if (id != last + 1) {
            fault(last + 1, "journal rows are missing from " + (last + 1) + " to " + (id - 1));
        }
        last = id;
        if (blind) {
            return;
        }
        List<JournalRecord> decoded = new ArrayList<>();
        try {
            decoded.addAll(JournalCodec.decode(id, records));
        } catch (RuntimeException e) {
            fault(id, "journal row " + id + " is damaged; what it and later ones say is not looked at");
            blind = true;
            unknown.clear();
        }
        for (JournalRecord record : decoded) {
            apply(id, record);
        }
    }

    private void apply(long row, JournalRecord record) throws SQLException {
        long id = record.stream();
        if (!folds.containsKey(id) && !reclaimed.contains(id)) {
            meet(id);
        }
        StreamFold fold = folds.get(id);
        if (fold != null) {
            fold.apply(row, record);
        } else if (reclaimed.contains(id)) {
            return;
        } else if (record instanceof JournalRecord.Created created) {
            unmerged.add(id);
            folds.put(id, new StreamFold(created.created(), 0, queries, findings));
        } else if (record instanceof JournalRecord.Deleted) {
            // Its creation is deleted from the journal already, and soon this will be.
            unknown.remove(id);
            reclaimed.add(id);
        } else {
            unknown.putIfAbsent(id, row);
        }
    }

    private void meet(long id) throws SQLException {
        queries.stream(id, row -> {
            try {
                StreamTable.Row known = StreamTable.row(row);
                if (known.removed()) {
                    reclaimed.add(id);
                } else {
                    folds.put(id, new StreamFold(known.stream(), known.mergedJournal(), queries, findings));
                }
            } catch (RuntimeException e) {
                // A row that makes no sense is reported by whoever looks at all rows.
                reclaimed.add(id);
            }
        });
    }

    private void fault(long position, String detail) {
        findings.add(StorageFault.Kind.JOURNAL, "", position, detail);
    }
}
