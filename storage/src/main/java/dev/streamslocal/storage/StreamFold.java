package dev.streamslocal.storage;

import dev.streamslocal.protocol.ProducerStamp;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the unmerged journal makes of one stream, without the messages: the same rules by which appends are admitted, asked of what is
 * stored. Confined to one thread.
 */
final class StreamFold {

    private final Stream stream;
    private final long mergedJournal;
    private final CheckQueries queries;
    private final Findings findings;

    private final Map<String, ProducerState> producers = new HashMap<>();
    private final List<Span> stored = new ArrayList<>();
    private long tail;
    private long lastMillis;
    private long inlineBytes;
    private String streamSeq;
    private boolean closed;
    private boolean deleted;
    private boolean softDeleted;

    /** Messages {@code from .. to}. */
    record Span(long from, long to) {}

    /** @param mergedJournal newest journal row that the stream's row covers; 0 without a row */
    StreamFold(Stream stream, long mergedJournal, CheckQueries queries, Findings findings) {
        this.stream = stream;
        this.mergedJournal = mergedJournal;
        this.queries = queries;
        this.findings = findings;
        Head head = stream.head();
        tail = head.tail();
        lastMillis = head.lastMillis();
        streamSeq = head.streamSeq();
        closed = head.closed();
        softDeleted = head.softDeleted();
    }

    Stream stream() {
        return stream;
    }

    long tail() {
        return tail;
    }

    /** Payload that lies in the journal only. */
    long inlineBytes() {
        return inlineBytes;
    }

    boolean deleted() {
        return deleted;
    }

    boolean softDeleted() {
        return softDeleted;
    }

    /** What the journal says to lie in the batch table behind the stream's merged tail. */
    List<Span> stored() {
        return stored;
    }

    void apply(long row, JournalRecord record) throws SQLException {
        if (row <= mergedJournal) {
            return;
        }
        if (deleted) {
            fault(row, "changes a stream that an earlier one has deleted");
            return;
        }
        switch (record) {
            case JournalRecord.Created created -> fault(row, "creates a stream that is there already");
            case JournalRecord.Appended appended -> append(row, appended);
            case JournalRecord.Deleted gone -> deleted = true;
            case JournalRecord.SoftDeleted gone -> softDeleted = true;
            case JournalRecord.Renewed renewed -> {}
        }
    }

    private void append(long row, JournalRecord.Appended appended) throws SQLException {
        if (closed) {
            fault(row, "appends to a closed stream");
        }
        switch (appended.body()) {
            case JournalRecord.Body.Empty empty -> {}
            case JournalRecord.Body.Inline inline -> {
                advance(row, inline.first(), inline.count());
                for (int length : inline.lengths()) {
                    inlineBytes += length;
                }
                if (inline.millis() < lastMillis) {
                    fault(row, "has a time before that of the last append");
                }
                lastMillis = inline.millis();
            }
            case JournalRecord.Body.Stored batch -> {
                advance(row, batch.first(), batch.count());
                stored.add(new Span(batch.first(), batch.first() + batch.count()));
            }
        }
        if (appended.producer() instanceof ProducerStamp.Stamped stamp) {
            produce(row, stamp);
        }
        if (!appended.streamSeq().isEmpty()) {
            if (Catalog.compareUtf8(appended.streamSeq(), streamSeq) <= 0) {
                fault(row, "has a Stream-Seq that is not behind the last one");
            }
            streamSeq = appended.streamSeq();
        }
        closed |= appended.closes();
    }

    private void advance(long row, long first, int count) {
        if (first != tail) {
            fault(row, "appends at " + first + " to a stream that ends at " + tail);
        }
        tail = first + count;
    }

    private void produce(long row, ProducerStamp.Stamped stamp) throws SQLException {
        ProducerState known = producers.get(stamp.id());
        if (known == null) {
            known = stored(stamp.id());
        }
        // Producers are merged as the transaction in hand will leave them, and its journal row is the next one.
        boolean merged = row == mergedJournal + 1
                && (stamp.epoch() < known.epoch() || (stamp.epoch() == known.epoch() && stamp.seq() <= known.seq()));
        if (merged) {
            producers.put(stamp.id(), known);
            return;
        }
        boolean next = stamp.epoch() == known.epoch() && stamp.seq() == known.seq() + 1;
        boolean fresh = stamp.epoch() > known.epoch() && stamp.seq() == 0;
        if (!next && !fresh) {
            fault(row, "has a producer sequence that does not follow: " + stamp.id() + " " + stamp.seq());
        }
        producers.put(stamp.id(), new ProducerState(stamp.epoch(), stamp.seq()));
    }

    private ProducerState stored(String id) throws SQLException {
        List<ProducerState> found = new ArrayList<>(1);
        queries.producer(stream.id(), id, row -> found.add(new ProducerState(row.getLong(1), row.getLong(2))));
        return Optional.ofNullable(found.isEmpty() ? null : found.getFirst()).orElse(ProducerState.NONE);
    }

    private void fault(long row, String what) {
        findings.add(StorageFault.Kind.JOURNAL, stream.name(), row, "journal row " + row + " " + what);
    }
}
