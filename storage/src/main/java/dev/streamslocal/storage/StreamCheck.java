package dev.streamslocal.storage;

import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.ProducerStamp;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks one stream: that its batches tile what its row and the journal say, that its counters are what the batches add up to, and that
 * index and producers fit. Holds one batch at a time. Confined to one thread.
 */
final class StreamCheck {

    private final Stream stream;
    private final CheckQueries queries;
    private final Findings findings;
    private final KeyCheck keys;
    private final List<StreamFold.Span> spans = new ArrayList<>();
    private final boolean blind;

    private int span;
    private long position;
    private boolean damaged;
    private long rows;
    private long mergedBytes;
    private long storedBytes;
    private long lastMillis;

    /** Last time of the batches below the merged tail. */
    private long mergedMillis;

    StreamCheck(Stream stream, JournalFold journal, CheckQueries queries, Findings findings) {
        this.stream = stream;
        this.queries = queries;
        this.findings = findings;
        this.keys = new KeyCheck(stream, queries, findings);
        this.blind = journal.blind();
        spans.add(new StreamFold.Span(stream.first(), stream.head().tail()));
        position = stream.first();
        journal.of(stream.id()).ifPresent(fold -> spans.addAll(fold.stored()));
        Origin origin = stream.origin();
        lastMillis = origin == null ? stream.createdMillis() : origin.millis();
        mergedMillis = lastMillis;
    }

    void run(Optional<StreamFold> fold) {
        findings.read("batches", stream.name(), () -> {
            queries.batches(stream.id(), this::batch);
            end();
        });
        findings.read("the key index", stream.name(), keys::end);
        findings.read("producers", stream.name(), this::producers);
        row();
        if (!fold.map(StreamFold::deleted).orElse(false)) {
            findings.streams++;
            findings.batches += rows;
            findings.messages += fold.map(StreamFold::tail).orElse(stream.head().tail()) - stream.first();
            findings.payloadBytes +=
                    storedBytes + fold.map(StreamFold::inlineBytes).orElse(0L);
        }
    }

    // Batches

    private void batch(ResultSet row) throws SQLException {
        rows++;
        long first = row.getLong(1) & (BatchTable.SEQUENCES_MAX - 1);
        int count = row.getInt(2);
        try {
            Batch batch = BatchTable.decode(stream, row);
            place(first, count);
            inspect(batch, row.getLong(3));
        } catch (DamagedBatch e) {
            fault(StorageFault.Kind.BATCH, first, String.valueOf(e.getMessage()));
            lose(first, count);
        } catch (RuntimeException e) {
            fault(StorageFault.Kind.BATCH, first, "outline does not fit: " + e);
            lose(first, count);
        }
    }

    /** A row that cannot be trusted: where it ends is told by the next one. */
    private void lose(long first, int count) {
        keys.skip(first);
        position = Math.max(position, first + Math.max(0, count));
        damaged = true;
    }

    /** Puts a row behind those before it. */
    private void place(long first, int count) {
        while (span < spans.size() && position >= spans.get(span).to()) {
            span++;
            position = span < spans.size() ? Math.max(position, spans.get(span).from()) : position;
        }
        long next = first + count;
        if (span == spans.size()) {
            if (!blind) {
                fault(StorageFault.Kind.SEQUENCE, first, "messages " + first + " to " + next + " lie behind the tail");
            }
            return;
        }
        if (first != position && !damaged) {
            String what = first > position ? " are missing" : " are there twice";
            fault(
                    StorageFault.Kind.SEQUENCE,
                    Math.min(first, position),
                    "messages " + Math.min(first, position) + " to " + Math.max(first, position) + what);
        }
        if (next > spans.get(span).to()) {
            fault(StorageFault.Kind.SEQUENCE, next - 1, "messages " + first + " to " + next + " reach behind the tail");
        }
        position = Math.max(position, next);
        damaged = false;
    }

    private void inspect(Batch batch, long rowMillis) throws SQLException {
        if (batch.length() != batch.bytes().length) {
            fault(StorageFault.Kind.BATCH, batch.first(), "outline and bytes differ in length");
            return;
        }
        for (int i = 0; batch.gap() > 0 && i < batch.count() - 1; i++) {
            if (batch.bytes()[batch.end(i)] != ',') {
                fault(StorageFault.Kind.BATCH, batch.first() + i, "no comma behind the message");
            }
        }
        for (long millis : batch.runs().millis()) {
            if (millis < lastMillis) {
                fault(StorageFault.Kind.BATCH, batch.first(), "has a time before that of the batch before it");
            }
            lastMillis = millis;
        }
        if (rowMillis != lastMillis) {
            fault(StorageFault.Kind.BATCH, batch.first(), "row and outline differ in the last time");
        }
        storedBytes += batch.payloadBytes();
        if (batch.first() < stream.head().tail()) {
            mergedBytes += batch.payloadBytes();
            mergedMillis = lastMillis;
        }
        keys.batch(batch);
    }

    /** Whatever is expected behind the last row is missing. */
    private void end() {
        boolean unsure = damaged;
        for (; span < spans.size(); span++) {
            StreamFold.Span expected = spans.get(span);
            long from = Math.max(position, expected.from());
            if (from < expected.to() && !unsure) {
                fault(StorageFault.Kind.SEQUENCE, from, "messages " + from + " to " + expected.to() + " are missing");
            }
            position = Math.max(position, expected.to());
            unsure = false;
        }
    }

    // The row

    private void row() {
        Head head = stream.head();
        if (!keys.sawDamage()) {
            counter("payload_bytes", head.payloadBytes(), mergedBytes);
            counter("last_millis", head.lastMillis(), mergedMillis);
        }
        boolean numbered = stream.id() >= 1 && stream.id() < 1L << 31;
        if (!numbered || head.tail() < stream.first() || head.tail() >= BatchTable.SEQUENCES_MAX) {
            fault(StorageFault.Kind.STREAM, head.tail(), "number or tail is out of range: " + stream.id());
        }
        if (head.closedBy() instanceof ProducerStamp.Stamped && !head.closed()) {
            fault(StorageFault.Kind.STREAM, -1, "is open, but a producer has closed it");
        }
        long earliest = stream.lifetime().deadlineMillis(stream.createdMillis());
        boolean sliding = stream.lifetime() instanceof Lifetime.Ttl;
        if (sliding ? stream.storedDeadlineMillis < earliest : stream.storedDeadlineMillis != earliest) {
            fault(StorageFault.Kind.STREAM, -1, "deadline does not fit its lifetime: " + stream.storedDeadlineMillis);
        }
    }

    private void counter(String name, long stored, long counted) {
        if (stored != counted) {
            fault(StorageFault.Kind.STREAM, -1, name + " is " + stored + ", the batches say " + counted);
        }
    }

    // Producers

    private void producers() throws SQLException {
        List<ProducerState> closers = new ArrayList<>(1);
        Optional<ProducerStamp.Stamped> closer =
                stream.head().closedBy() instanceof ProducerStamp.Stamped by ? Optional.of(by) : Optional.empty();
        queries.producers(stream.id(), row -> {
            ProducerTable.Row producer;
            try {
                producer = ProducerTable.row(row);
            } catch (StorageException e) {
                fault(StorageFault.Kind.PRODUCER, -1, String.valueOf(e.getMessage()));
                return;
            }
            if (closer.map(by -> by.id().equals(producer.id())).orElse(false)) {
                closers.add(producer.state());
            }
        });
        closer.ifPresent(by -> {
            if (!closers.equals(List.of(new ProducerState(by.epoch(), by.seq())))) {
                fault(StorageFault.Kind.PRODUCER, -1, "is not known as the one that closed the stream: " + by.id());
            }
        });
    }

    private void fault(StorageFault.Kind kind, long at, String detail) {
        findings.add(kind, stream.name(), at, detail);
    }
}
