package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Moves what lies in the journal into the other tables, behind the writer and in small steps. Confined to the writer thread.
 *
 * <p>A round takes all streams touched since the last one, in the order of their ids, and writes for each its row, its changed producers
 * and its new messages, many small appends as one batch row; then it deletes the journal rows that no stream needs any more. Each step
 * rides in a transaction of the writer and merges about twice what that transaction adds, so that a round always ends.
 */
final class Merger {

    private final BatchCache cache;
    private final Ids ids;
    private final Reclaimer reclaimer;

    /** Touched since the round in progress began. */
    private List<Stream> touched = new ArrayList<>();

    private long touchedWeight;

    /** What the round in progress has still to merge. */
    private final Deque<Stream> waiting = new ArrayDeque<>();

    private long waitingWeight;

    /** Newest journal row that the round covers. */
    private long cut;

    private boolean trimming;
    private Step step = new Step();

    /** What one transaction has merged; shown to readers once it is committed. */
    private static final class Step {
        private final List<Merged> merged = new ArrayList<>();
        private boolean trimmed;
    }

    private record Merged(Stream stream, long position, List<Batch> rows, long weight, boolean removed) {}

    Merger(BatchCache cache, Ids ids, Reclaimer reclaimer) {
        this.cache = cache;
        this.ids = ids;
        this.reclaimer = reclaimer;
    }

    /** Notes that the journal now holds something about the stream. */
    void touched(Stream stream, long weight) {
        touchedWeight += weight;
        if (!stream.dirty) {
            stream.dirty = true;
            touched.add(stream);
        }
    }

    /** Memory held by unmerged batches. */
    long weight() {
        return touchedWeight + waitingWeight;
    }

    /** Whether a round is in progress or large enough to begin. */
    boolean isDue() {
        return inRound() || touchedWeight >= Sizes.MERGE_ROUND_BYTES;
    }

    boolean isClean() {
        return !inRound() && touched.isEmpty();
    }

    private boolean inRound() {
        return trimming || !waiting.isEmpty();
    }

    /**
     * Merges some streams in the caller's transaction.
     *
     * @param journalRow newest journal row that is committed
     */
    void step(Tables tables, long journalRow, long bytesMin, int streamsMin) throws SQLException {
        step = new Step();
        if (!inRound()) {
            begin(tables, journalRow);
        }
        long merged = 0;
        int streams = 0;
        for (Stream stream : waiting) {
            if (merged >= bytesMin || streams >= streamsMin) {
                return;
            }
            merged += merge(tables, stream);
            streams++;
        }
        trim(tables);
    }

    private void begin(Tables tables, long journalRow) throws SQLException {
        cut = journalRow;
        touched.sort(Comparator.comparingLong(Stream::id));
        for (Stream stream : touched) {
            stream.dirty = false;
            waiting.add(stream);
        }
        touched = new ArrayList<>();
        waitingWeight = touchedWeight;
        touchedWeight = 0;
        trimming = true;
        tables.meta.put(MetaTable.NEXT_STREAM, ids.peek());
        tables.meta.put(MetaTable.NEXT_JOURNAL, journalRow + 1);
    }

    private long merge(Tables tables, Stream stream) throws SQLException {
        Head head = stream.head();
        if (stream.removed()) {
            tables.streams.put(stream, cut);
            tables.streams.remove(stream.id());
            step.merged.add(
                    new Merged(stream, head.tail(), List.of(), head.recent().weightFrom(0), true));
            return 0;
        }
        List<Batch> rows = rows(head.recent());
        for (Batch row : rows) {
            if (!row.stored()) {
                tables.batches.insert(stream.id(), row);
                tables.keys.insert(stream.id(), row);
            }
        }
        for (var producer : stream.producers.unmerged().entrySet()) {
            tables.producers.put(stream.id(), producer.getKey(), producer.getValue());
        }
        tables.streams.put(stream, cut);
        long weight = head.recent().weightFrom(0);
        step.merged.add(new Merged(stream, head.tail(), rows, weight, false));
        return weight;
    }

    /** The rows that a stream's newest batches make: what is stored already as it is, the rest packed. */
    private static List<Batch> rows(Recent recent) {
        List<Batch> rows = new ArrayList<>();
        BatchPacker packer = new BatchPacker();
        for (int i = 0; i < recent.size(); i++) {
            Batch batch = recent.get(i);
            if (batch.stored() || !packer.fits(batch)) {
                packer.flush(rows);
            }
            if (batch.stored()) {
                rows.add(batch);
            } else {
                packer.add(batch);
            }
        }
        packer.flush(rows);
        return rows;
    }

    private void trim(Tables tables) throws SQLException {
        step.trimmed = tables.journal.delete(cut, Sizes.JOURNAL_ROWS_DELETED) < Sizes.JOURNAL_ROWS_DELETED;
    }

    /** Shows what the last step has merged, after its COMMIT. */
    void publish() {
        for (Merged merged : step.merged) {
            Stream stream = merged.stream();
            waiting.remove();
            waitingWeight -= merged.weight();
            for (Batch row : merged.rows()) {
                cache.put(stream.id(), row);
            }
            if (merged.removed()) {
                reclaimer.add(stream.id());
            }
            stream.producers.merged();
            stream.publish(stream.head().merge(merged.position()));
        }
        if (step.trimmed) {
            trimming = false;
            waitingWeight = 0;
        }
        step = new Step();
    }

    /** Forgets the last step, whose transaction failed; whatever of it is durable all the same is read back from the file. */
    void abandon(Tables tables) throws SQLException {
        for (Merged merged : step.merged) {
            Stream stream = merged.stream();
            long tail = tables.streams.mergedTail(stream.id());
            if (tail > stream.head().merged()) {
                stream.publish(stream.head().merge(tail));
            }
        }
        step = new Step();
    }
}
