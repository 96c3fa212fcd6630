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
    private final Pace pace;

    /** Touched since the round in progress began. */
    private List<Stream> touched = new ArrayList<>();

    /** What the round in progress has still to merge. */
    private final Deque<Stream> waiting = new ArrayDeque<>();

    /** Memory of the batches that are not merged. */
    private long weight;

    /** Bytes of the journal rows that the round in progress does not cover. */
    private long journalBytes;

    /** Removed streams whose creation the journal may still hold. */
    private final List<Long> removed = new ArrayList<>();

    private boolean forced;

    /** Newest journal row that the round covers. */
    private long cut;

    private boolean trimming;
    private Step step = new Step();

    /** What one transaction has merged; shown to readers once it is committed. */
    private static final class Step {
        private final List<Merged> merged = new ArrayList<>();
        private boolean trimmed;
    }

    private record Merged(Stream stream, long position, List<Batch> rows, long weight, boolean reclaim) {}

    Merger(BatchCache cache, Ids ids, Reclaimer reclaimer, Pace pace) {
        this.cache = cache;
        this.ids = ids;
        this.reclaimer = reclaimer;
        this.pace = pace;
    }

    /** Takes a removed stream whose rows are to be deleted once no journal row can bring it back. */
    void removed(long stream) {
        removed.add(stream);
    }

    /** Begins a round at the next opportunity, however little there is to merge. */
    void force() {
        forced = true;
    }

    /** Notes that the journal has grown by a row. */
    void journaled(long bytes) {
        journalBytes += bytes;
    }

    /** Notes that the journal now holds something about the stream. */
    void touched(Stream stream, long added) {
        weight += added;
        if (!stream.dirty) {
            stream.dirty = true;
            touched.add(stream);
        }
    }

    /** Memory held by unmerged batches. */
    long weight() {
        return weight;
    }

    /** Whether a round is in progress or large enough to begin. */
    boolean isDue() {
        return inRound() || forced || Math.max(weight, journalBytes) >= roundBytes();
    }

    /** Each stream of a round costs a page or two, however little is merged into it. */
    private long roundBytes() {
        return Math.clamp(touched.size() * pace.mergeStreamBytes(), pace.mergeRoundBytes(), pace.mergeRoundBytesMax());
    }

    boolean isClean() {
        return !inRound() && !forced && touched.isEmpty() && removed.isEmpty() && journalBytes == 0;
    }

    private boolean inRound() {
        return trimming || !waiting.isEmpty();
    }

    /**
     * Merges some streams in the caller's transaction.
     *
     * @param journalRow newest journal row that is committed
     */
    void step(Tables tables, long journalRow, long bytesMin, int streamsMin, long journalBytesMax) throws SQLException {
        step = new Step();
        if (!inRound()) {
            begin(journalRow);
        }
        long merged = 0;
        int streams = 0;
        for (Stream stream : waiting) {
            if (merged >= bytesMin || streams >= streamsMin) {
                return;
            }
            merged += merge(tables, stream, journalRow);
            streams++;
        }
        trim(tables, journalBytesMax);
    }

    private void begin(long journalRow) {
        cut = journalRow;
        touched.sort(Comparator.comparingLong(Stream::id));
        for (Stream stream : touched) {
            stream.dirty = false;
            waiting.add(stream);
        }
        touched = new ArrayList<>();
        journalBytes = 0;
        forced = false;
        trimming = true;
    }

    /** Writes what was published last, so that the stream's row holds the effects of all journal rows up to {@code journalRow}. */
    private long merge(Tables tables, Stream stream, long journalRow) throws SQLException {
        Head head = stream.head();
        long merged = head.recent().weightFrom(0);
        if (stream.removed()) {
            boolean reclaim = stream.inTables;
            if (reclaim) {
                tables.streams.putRemoved(stream, journalRow);
            }
            step.merged.add(new Merged(stream, head.tail(), List.of(), merged, reclaim));
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
        stream.inTables = true;
        tables.streams.put(stream, journalRow);
        step.merged.add(new Merged(stream, head.tail(), rows, merged, false));
        return merged;
    }

    /** The rows that a stream's newest batches make: what is stored already as it is, the rest packed. */
    private List<Batch> rows(Recent recent) {
        List<Batch> rows = new ArrayList<>();
        BatchPacker packer = new BatchPacker(pace);
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

    private void trim(Tables tables, long journalBytesMax) throws SQLException {
        // Numbers outlive the rows that show them: a journal row with a number of old would be taken for merged.
        tables.meta.put(MetaTable.NEXT_STREAM, ids.peek());
        tables.meta.put(MetaTable.NEXT_JOURNAL, cut + 1);
        step.trimmed = tables.journal.delete(cut, journalBytesMax);
    }

    /** Shows what the last step has merged, after its COMMIT. */
    void publish() {
        for (Merged merged : step.merged) {
            Stream stream = merged.stream();
            waiting.remove();
            for (Batch row : merged.rows()) {
                if (!row.lost()) {
                    cache.put(stream.id(), row);
                }
            }
            if (merged.reclaim()) {
                removed.add(stream.id());
            }
            stream.producers.merged();
            show(stream, merged.position(), merged.weight());
        }
        if (step.trimmed) {
            trimming = false;
            removed.forEach(reclaimer::add);
            removed.clear();
        }
        step = new Step();
    }

    private void show(Stream stream, long position, long merged) {
        weight -= merged;
        stream.publish(stream.head().merge(position));
    }

    /** Forgets the last step, whose transaction failed; whatever of it is durable all the same is read back from the file. */
    void abandon(Tables tables) throws SQLException {
        for (Merged merged : step.merged) {
            Stream stream = merged.stream();
            if (tables.streams.mergedTail(stream.id()) > stream.head().merged()) {
                show(stream, merged.position(), merged.weight());
            }
        }
        step = new Step();
    }
}
