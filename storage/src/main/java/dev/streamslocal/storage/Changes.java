package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the commands of one transaction change. Confined to the writer thread.
 *
 * <p>A change is staged in memory first, where the commands behind it see it. {@link #store} then writes, {@link #publish} shows the
 * outcome to everyone after COMMIT, and {@link #abandon} takes it back if there was none.
 */
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final Catalog catalog;
    private final Encoder journal;
    private final JournalCodec records;
    private final Pace pace;
    private final long nowMillis;

    private final List<Stream> touched = new ArrayList<>();
    private final List<Stream> removed = new ArrayList<>();
    private final List<Stream> softDeleted = new ArrayList<>();
    private final List<Stream> forked = new ArrayList<>();
    private final Map<String, Optional<Stream>> names = new HashMap<>();
    private final List<StoredBatch> storedBatches = new ArrayList<>();
    private final List<FormerProducer> formerProducers = new ArrayList<>();
    private final List<Renewal> renewals = new ArrayList<>();
    private long bytes;
    private long newProducers;

    private record StoredBatch(Stream stream, Batch batch) {}

    private record FormerProducer(Stream stream, String id, ProducerState state) {}

    private record Renewal(Stream stream, long deadlineMillis) {}

    /** @param journal is emptied, and takes the row of the transaction */
    Changes(Catalog catalog, Encoder journal, Pace pace, long nowMillis) {
        this.catalog = catalog;
        this.journal = journal;
        this.records = new JournalCodec(journal);
        this.pace = pace;
        this.nowMillis = nowMillis;
        journal.clear();
    }

    /** Whether there is anything to store. */
    boolean any() {
        return journal.size() > 0;
    }

    /** Payload of the appended messages. */
    long bytes() {
        return bytes;
    }

    /** Weight of the producers that wrote to a stream for the first time. */
    long newProducers() {
        return newProducers;
    }

    // Staging

    Optional<Stream> find(String name) {
        Optional<Stream> here = names.get(name);
        return here == null ? catalog.find(name) : here;
    }

    boolean isGone(Stream stream) {
        return stream.removed() || (!names.isEmpty() && !find(stream.name()).equals(Optional.of(stream)));
    }

    void create(Stream stream) {
        records.created(stream);
        names.put(stream.name(), Optional.of(stream));
        touch(stream);
    }

    void createFork(Stream stream, Stream source) {
        stream.forkedFrom(source);
        touch(source);
        source.staged = source.staged.forked(1);
        forked.add(stream);
        create(stream);
    }

    /** @param deadline of the stream's sliding window, {@link Stream#NEVER} if it stays as it is */
    void append(Stream stream, AppendCommand command, long millis, long deadline) {
        touch(stream);
        Messages messages = command.messages();
        ProducerStamp by = command.producer();
        if (messages.count() == 0) {
            records.appendedNothing(stream, command.close(), by, command.streamSeq(), deadline);
        } else if (messages.length() < pace.storedBytesMin() && messages.count() <= pace.rowMessagesMax()) {
            Runs runs = Runs.single(messages.count(), millis, command.key(), false);
            Batch batch = Batch.of(stream.staged.tail(), messages, 0, messages.count(), runs, false);
            stream.staged = stream.staged.append(batch);
            records.appendedInline(stream, batch, command.close(), by, command.streamSeq(), deadline);
        } else {
            long first = stream.staged.tail();
            appendStored(stream, messages, millis, command.key());
            int count = messages.count();
            records.appendedStored(stream, first, count, command.close(), by, command.streamSeq(), deadline);
        }
        bytes += messages.payloadBytes();
        if (by instanceof ProducerStamp.Stamped stamp) {
            ProducerState former = stream.producers.get(stamp.id());
            newProducers += former.known() ? 0 : Producers.weight(stamp.id());
            formerProducers.add(new FormerProducer(stream, stamp.id(), former));
            stream.producers.put(stamp.id(), new ProducerState(stamp.epoch(), stamp.seq()));
        }
        if (!command.streamSeq().isEmpty()) {
            stream.staged = stream.staged.sequence(command.streamSeq());
        }
        if (command.close()) {
            stream.staged = stream.staged.close(by);
        }
    }

    /** Cuts a large request into rows that are small enough to copy; a larger message has a row of its own. */
    private void appendStored(Stream stream, Messages messages, long millis, RoutingKey key) {
        stream.inTables = true;
        for (int from = 0; from < messages.count(); ) {
            int to = from + 1;
            int limit = Math.min(messages.count(), from + pace.rowMessagesMax());
            while (to < limit && messages.end(to) - messages.begin(from) <= pace.rowBytesMax()) {
                to++;
            }
            Runs runs = Runs.single(to - from, millis, key, from > 0);
            Batch batch = Batch.of(stream.staged.tail(), messages, from, to, runs, true);
            stream.staged = stream.staged.append(batch);
            storedBatches.add(new StoredBatch(stream, batch));
            from = to;
        }
    }

    /** Removes a stream, or keeps it for its forks alone. */
    void end(Stream stream) {
        if (stream.staged.forks() == 0) {
            remove(stream);
            return;
        }
        records.softDeleted(stream);
        touch(stream);
        stream.staged = stream.staged.softDelete();
        softDeleted.add(stream);
    }

    /** Removes a stream, and up the chain of its sources each that was only kept for the one below. */
    void remove(Stream last) {
        removeOne(last);
        for (Stream source = last.source(); source != null; source = source.source()) {
            touch(source);
            source.staged = source.staged.forked(-1);
            if (!source.staged.softDeleted() || source.staged.forks() > 0) {
                return;
            }
            removeOne(source);
        }
    }

    private void removeOne(Stream stream) {
        records.deleted(stream);
        names.put(stream.name(), Optional.empty());
        removed.add(stream);
    }

    /** Has the deadline of a sliding window stored, if it has fallen behind by so much that it should be. */
    void renew(Stream stream) {
        stream.renew(nowMillis);
        long behind = stream.deadlineMillis() - stream.storedDeadlineMillis;
        if (behind >= stream.renewalLagMillis() && stream.deadlineToStore(nowMillis) > stream.storedDeadlineMillis) {
            touch(stream);
            records.renewed(stream, renewal(stream));
        }
    }

    /** Moves the deadline of a sliding window; {@link Stream#NEVER} if the stream has none. */
    long renewal(Stream stream) {
        if (!(stream.lifetime() instanceof Lifetime.Ttl)) {
            return Stream.NEVER;
        }
        stream.renew(nowMillis);
        long deadline = stream.deadlineToStore(nowMillis);
        renewals.add(new Renewal(stream, deadline));
        return deadline;
    }

    private void touch(Stream stream) {
        if (!stream.inGroup) {
            stream.inGroup = true;
            touched.add(stream);
        }
    }

    // The outcome

    void store(Tables tables, long journalRow) throws SQLException {
        for (StoredBatch stored : storedBatches) {
            tables.batches.insert(stored.stream().id(), stored.batch());
            tables.keys.insert(stored.stream().id(), stored.batch());
        }
        for (Stream fork : forked) {
            Origin origin = Objects.requireNonNull(fork.origin());
            tables.registry.fork(fork.id(), origin);
            tables.profiles.fork(fork.id(), origin);
        }
        if (journal.size() > 0) {
            records.row(journalRow);
            tables.journal.insert(journalRow, journal.toBytes());
        }
    }

    /**
     * Makes the outcome visible: first the state, then the observer's call, in the order in which streams were touched.
     *
     * @return by how much the stored payload has grown
     */
    long publish(CommitObserver observer, Merger merger) {
        merger.journaled(journal.size());
        long grown = bytes;
        List<Stream> advanced = new ArrayList<>();
        for (Stream stream : touched) {
            stream.inGroup = false;
            Head former = stream.head();
            merger.touched(stream, stream.staged.recent().weightFrom(former.tail()));
            stream.publish(stream.staged);
            Optional<Stream> named = names.get(stream.name());
            if (named != null && named.equals(Optional.of(stream))) {
                // A new stream is found only with its first messages and its closed flag.
                catalog.add(stream);
            }
            Head newest = stream.head();
            if (newest.tail() != former.tail() || newest.closed() != former.closed()) {
                advanced.add(stream);
            }
        }
        for (Stream stream : removed) {
            catalog.remove(stream);
            merger.touched(stream, 0);
            grown -= stream.head().payloadBytes();
        }
        for (Renewal renewal : renewals) {
            renewal.stream().storedDeadlineMillis = renewal.deadlineMillis();
        }
        List<Stream> gone = new ArrayList<>(removed);
        gone.addAll(softDeleted);
        tell(observer, advanced, gone);
        return grown;
    }

    /** Tells what has become of the streams of a transaction of unknown outcome, once they are as the file says. */
    void tellFate(CommitObserver observer) {
        List<Stream> gone = new ArrayList<>(removed);
        gone.addAll(softDeleted);
        gone.removeIf(stream -> !stream.removed() && !stream.head().softDeleted());
        tell(observer, touched, gone);
    }

    private static void tell(CommitObserver observer, List<Stream> advanced, List<Stream> gone) {
        try {
            for (Stream stream : gone) {
                observer.removed(stream);
            }
            for (Stream stream : advanced) {
                if (!stream.removed()) {
                    observer.advanced(stream);
                }
            }
        } catch (RuntimeException | Error e) {
            // The state is durable and visible; an observer that fails must not make it look otherwise.
            LOG.error("an observer failed", e);
        }
    }

    /** Takes back what admission has done to memory. */
    void abandon() {
        for (int i = formerProducers.size() - 1; i >= 0; i--) {
            FormerProducer former = formerProducers.get(i);
            former.stream().producers.restore(former.id(), former.state());
        }
        for (Stream stream : touched) {
            stream.inGroup = false;
            stream.unstage();
        }
    }
}
