package dev.streamslocal.storage;

import dev.streamslocal.protocol.ProducerStamp;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings memory to the state of the file: the stream rows, then what the journal says on top of them. Used when the file is opened and
 * after a commit of which nobody knows whether it happened. Confined to the writer thread, or to the one that opens the storage.
 */
final class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Tables tables;
    private final Catalog catalog;
    private final Merger merger;
    private final Ids ids;
    private final Map<Long, Stream> byId = new HashMap<>();
    private final Map<Long, Long> mergedJournal = new HashMap<>();

    /** Streams that are being reclaimed: what the journal still says of them has no meaning any more. */
    private final Set<Long> removed = new HashSet<>();

    /** Forks whose source is gone: it was merged as removed before them, and the journal has to say that they are. */
    private final List<Stream> orphans = new ArrayList<>();

    private long lastRow;
    private long lastSeen;
    private boolean seen;

    Replay(Tables tables, Ledger ledger) {
        this.tables = tables;
        this.catalog = ledger.catalog();
        this.merger = ledger.merger();
        this.ids = ledger.ids();
    }

    /** Fills an empty catalog from the stream table. */
    void readStreams() throws SQLException {
        for (StreamTable.Row row : tables.streams.all()) {
            if (row.removed()) {
                ids.used(row.stream().id());
                removed.add(row.stream().id());
                merger.removed(row.stream().id());
                continue;
            }
            if (!link(row.stream())) {
                orphans.add(row.stream());
            }
            byId.put(row.stream().id(), row.stream());
            row.stream().inTables = true;
            mergedJournal.put(row.stream().id(), row.mergedJournal());
            lastRow = Math.max(lastRow, row.mergedJournal());
            ids.used(row.stream().id());
            catalog.add(row.stream());
        }
        lastRow = Math.max(lastRow, tables.meta.get(MetaTable.NEXT_JOURNAL) - 1);
    }

    /** Tells a fork its source and counts it there; whether that is known. */
    private boolean link(Stream stream) {
        Origin origin = stream.origin();
        if (origin == null) {
            return true;
        }
        Stream source = byId.get(origin.source());
        if (source == null || source.removed()) {
            return false;
        }
        stream.forkedFrom(source);
        source.publish(source.head().forked(1));
        return true;
    }

    private void remove(Stream stream) {
        catalog.remove(stream);
        Stream source = stream.source();
        if (source != null) {
            source.publish(source.head().forked(-1));
        }
    }

    /** Takes the streams that memory knows already. */
    void knowStreams() {
        for (Stream stream : catalog.all()) {
            byId.put(stream.id(), stream);
        }
    }

    /** Applies the journal rows behind {@code row}; returns the newest one. */
    long journalAfter(long row) throws SQLException {
        lastRow = Math.max(lastRow, row);
        tables.journal.after(row, (id, records) -> {
            requireNext(id);
            for (JournalRecord record : decode(id, records)) {
                apply(id, record);
            }
            lastRow = Math.max(lastRow, id);
            merger.journaled(records.length);
        });
        requireSources();
        return lastRow;
    }

    private void requireSources() {
        for (Stream orphan : orphans) {
            if (!orphan.removed()) {
                throw new StorageException(
                        StorageException.Kind.DAMAGED,
                        "stored data damaged: " + orphan.name() + " is a fork of a stream that does not exist");
            }
        }
    }

    /** A gap hides changes; whoever goes on behind it may lose or repeat what was answered. */
    private void requireNext(long id) {
        if (seen && id != lastSeen + 1) {
            throw new StorageException(
                    StorageException.Kind.DAMAGED,
                    "journal rows are missing from " + (lastSeen + 1) + " to " + (id - 1));
        }
        seen = true;
        lastSeen = id;
    }

    private static List<JournalRecord> decode(long row, byte[] records) {
        try {
            return JournalCodec.decode(row, records);
        } catch (StorageException e) {
            throw new StorageException(StorageException.Kind.DAMAGED, "journal row " + row + " is damaged", e);
        }
    }

    private void apply(long row, JournalRecord record) throws SQLException {
        if (removed.contains(record.stream())) {
            return;
        }
        if (record instanceof JournalRecord.Created created) {
            create(created.created());
            return;
        }
        Stream stream = byId.get(record.stream());
        if (stream == null || stream.removed() || row <= mergedJournal.getOrDefault(record.stream(), 0L)) {
            // Deleted and reclaimed since, or merged already.
            return;
        }
        switch (record) {
            case JournalRecord.Created created -> throw new IllegalStateException("created twice: " + stream.name());
            case JournalRecord.Appended appended -> append(stream, appended);
            case JournalRecord.Renewed renewed -> stream.restoreDeadline(renewed.deadlineMillis());
            case JournalRecord.Deleted deleted -> remove(stream);
            case JournalRecord.SoftDeleted deleted ->
                stream.publish(stream.head().softDelete());
        }
        merger.touched(stream, 0);
    }

    private void create(Stream stream) {
        ids.used(stream.id());
        // A fork whose source is gone was removed before it.
        if (!byId.containsKey(stream.id()) && !isSucceeded(stream) && link(stream)) {
            stream.restoreDeadline(stream.storedDeadlineMillis);
            byId.put(stream.id(), stream);
            catalog.add(stream);
            merger.touched(stream, 0);
        }
    }

    /**
     * Whether a later stream of the same name has a row: then this one was deleted and merged before, which left no row of it, and what the
     * journal says of it is past.
     */
    private boolean isSucceeded(Stream stream) {
        return catalog.find(stream.name())
                .filter(other -> other.id() > stream.id())
                .isPresent();
    }

    private void append(Stream stream, JournalRecord.Appended appended) throws SQLException {
        Head head = stream.head();
        switch (appended.body()) {
            case JournalRecord.Body.Empty empty -> {}
            case JournalRecord.Body.Inline inline -> head = add(stream, head, inline(stream, inline));
            case JournalRecord.Body.Stored stored -> head = stored(stream, head, stored);
        }
        if (appended.producer() instanceof ProducerStamp.Stamped stamp) {
            if (stream.producers == Producers.UNKNOWN) {
                stream.producers =
                        Producers.ofStoredStream(tables.producers.load(stream.id(), Sizes.PRODUCERS_LOADED_MAX));
            }
            stream.producers.put(stamp.id(), new ProducerState(stamp.epoch(), stamp.seq()));
        }
        if (!appended.streamSeq().isEmpty()) {
            head = head.sequence(appended.streamSeq());
        }
        if (appended.closes()) {
            head = head.close(appended.producer());
        }
        if (appended.deadlineMillis() != Stream.NEVER) {
            stream.restoreDeadline(appended.deadlineMillis());
        }
        stream.publish(head);
    }

    /** Damage in one stream must not keep the others away: what is lost keeps its positions and is reported when it is read. */
    private Head stored(Stream stream, Head head, JournalRecord.Body.Stored stored) throws SQLException {
        stream.inTables = true;
        long end = stored.first() + stored.count();
        for (Batch batch : tables.batches.intact(stream, stored.first(), end)) {
            head = add(stream, lose(stream, head, batch.first()), batch);
        }
        return lose(stream, head, end);
    }

    private Head lose(Stream stream, Head head, long end) {
        if (head.tail() >= end) {
            return head;
        }
        LOG.error("stored data damaged: {} at {}", stream.name(), head.tail());
        int count = (int) (end - head.tail());
        return add(stream, head, Batch.lost(head.tail(), count, head.lastMillis(), stream.json() ? 1 : 0));
    }

    private Head add(Stream stream, Head head, Batch batch) {
        if (batch.first() != head.tail()) {
            throw new StorageException(
                    StorageException.Kind.DAMAGED,
                    "stored data damaged: " + stream.name() + " at " + head.tail() + ", found " + batch.first());
        }
        merger.touched(stream, batch.weight());
        return head.append(batch);
    }

    private static Batch inline(Stream stream, JournalRecord.Body.Inline inline) {
        int gap = stream.json() ? 1 : 0;
        int[] ends = inline.lengths().clone();
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1] + gap;
        }
        Runs runs = Runs.single(inline.count(), inline.millis(), inline.key(), false);
        return new Batch(inline.first(), inline.count(), inline.bytes(), inline.start(), ends, gap, runs, false);
    }
}
