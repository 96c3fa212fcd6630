package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one transaction and what they do. Confined to the writer thread.
 *
 * <p>Admission works on memory alone: each command sees what those before it will have done. {@link #store} then writes, {@link #publish}
 * shows the outcome to everyone after COMMIT, and {@link #abandon} takes it back if there was none.
 */
final class Group {

    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    private final Catalog catalog;
    private final Ids ids;
    private final ProducerSource producers;
    private final long nowMillis;

    private final Encoder journal;
    private final JournalCodec records;
    private final List<Stream> touched = new ArrayList<>();
    private final List<Stream> removed = new ArrayList<>();
    private final Map<String, Optional<Stream>> names = new HashMap<>();
    private final List<StoredBatch> storedBatches = new ArrayList<>();
    private final List<FormerProducer> formerProducers = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private long bytes;

    /** Reads the producers of a stream that is written to for the first time. */
    interface ProducerSource {
        Producers load(Stream stream) throws SQLException;
    }

    private record StoredBatch(Stream stream, Batch batch) {}

    private record FormerProducer(Stream stream, String id, ProducerState state) {}

    Group(Catalog catalog, Ids ids, ProducerSource producers, Encoder journal, long nowMillis) {
        this.catalog = catalog;
        this.ids = ids;
        this.producers = producers;
        this.nowMillis = nowMillis;
        this.journal = journal;
        this.records = new JournalCodec(journal);
        journal.clear();
    }

    /** Payload of the appended messages. */
    long bytes() {
        return bytes;
    }

    boolean writes() {
        return journal.size() > 0;
    }

    // Admission

    void admit(Task task) throws SQLException {
        switch (task) {
            case Task.Append append -> answer(append.reply(), append(append.stream(), append.command()));
            case Task.Create create -> answer(create.reply(), create(create.command()));
            case Task.Delete delete -> answer(delete.reply(), delete(delete.stream()));
            case Task.Renew renew -> {
                renew.stream().renewalStored();
                renew(renew.stream());
            }
            case Task.Sweep sweep -> sweep(sweep.limit());
        }
    }

    private <T> void answer(Reply<T> reply, T result) {
        answers.add(() -> reply.complete(result));
    }

    private AppendResult append(Stream stream, AppendCommand command) throws SQLException {
        if (isGone(stream)) {
            return new AppendResult.StreamMissing();
        }
        if (stream.expired(nowMillis)) {
            return new AppendResult.StreamExpired();
        }
        AppendResult result =
                Appender.admit(stream.staged, stream.contentType(), known(stream, command.producer()), command);
        if (result instanceof AppendResult.Appended appended) {
            if (appended.next() >= BatchTable.SEQUENCES_MAX) {
                return new AppendResult.StorageFull("stream is full: " + stream.name());
            }
            long millis = Appender.millis(stream.staged, command, nowMillis);
            write(stream, command, millis, renewal(stream));
        } else if (renews(result)) {
            renew(stream);
        }
        return result;
    }

    private static boolean renews(AppendResult result) {
        return result instanceof AppendResult.Duplicate
                || result instanceof AppendResult.AlreadyClosed
                || result instanceof AppendResult.ClosedByThis;
    }

    private void write(Stream stream, AppendCommand command, long millis, long deadline) {
        touch(stream);
        Messages messages = command.messages();
        ProducerStamp by = command.producer();
        if (messages.count() == 0) {
            records.appendedNothing(stream, command.close(), by, command.streamSeq(), deadline);
        } else if (messages.length() < Sizes.STORED_BYTES_MIN && messages.count() <= Limits.ROW_MESSAGES_MAX) {
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
            formerProducers.add(new FormerProducer(stream, stamp.id(), stream.producers.get(stamp.id())));
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
        for (int from = 0; from < messages.count(); ) {
            int to = from + 1;
            int limit = Math.min(messages.count(), from + Limits.ROW_MESSAGES_MAX);
            while (to < limit && messages.end(to) - messages.begin(from) <= Limits.ROW_BYTES_MAX) {
                to++;
            }
            Runs runs = Runs.single(to - from, millis, key, from > 0);
            Batch batch = Batch.of(stream.staged.tail(), messages, from, to, runs, true);
            stream.staged = stream.staged.append(batch);
            storedBatches.add(new StoredBatch(stream, batch));
            from = to;
        }
    }

    private ProducerState known(Stream stream, ProducerStamp producer) throws SQLException {
        if (!(producer instanceof ProducerStamp.Stamped stamp)) {
            return ProducerState.NONE;
        }
        if (stream.producers == Producers.UNKNOWN) {
            stream.producers = producers.load(stream);
        }
        return stream.producers.get(stamp.id());
    }

    private CreateResult create(CreateCommand command) throws SQLException {
        Optional<Stream> existing = lookUp(command.name());
        if (existing.isPresent() && !existing.get().expired(nowMillis)) {
            return sameConfiguration(existing.get(), command)
                    ? new CreateResult.Existing()
                    : new CreateResult.ConfigMismatch();
        }
        if (ids.exhausted()) {
            return new CreateResult.StorageFull("no stream number is left");
        }
        existing.ifPresent(this::remove);
        Stream stream = newStream(command);
        records.created(stream);
        names.put(stream.name(), Optional.of(stream));
        touched.add(stream);
        if (command.messages().count() > 0 || command.closed()) {
            AppendCommand initial = new AppendCommand(
                    command.contentType(),
                    command.messages(),
                    ProducerStamp.UNSTAMPED,
                    "",
                    nowMillis,
                    command.key(),
                    command.closed());
            write(stream, initial, nowMillis, Stream.NEVER);
        }
        return new CreateResult.Created();
    }

    private static boolean sameConfiguration(Stream stream, CreateCommand command) {
        return stream.contentType().equals(command.contentType())
                && stream.staged.closed() == command.closed()
                && stream.lifetime().equals(command.lifetime());
    }

    private Stream newStream(CreateCommand command) {
        String contentType = command.contentType().intern();
        Stream stream = new Stream(
                ids.nextStream(),
                command.name(),
                ids.incarnation(),
                contentType,
                ContentTypes.isJson(contentType),
                Stream.PROFILE_GENERIC,
                nowMillis,
                command.lifetime(),
                command.lifetime().deadlineMillis(nowMillis),
                Head.empty(nowMillis));
        stream.producers = new Producers(Map.of());
        return stream;
    }

    private DeleteResult delete(Stream stream) {
        if (isGone(stream)) {
            return new DeleteResult.StreamMissing();
        }
        remove(stream);
        return new DeleteResult.Deleted();
    }

    private void remove(Stream stream) {
        records.deleted(stream);
        names.put(stream.name(), Optional.empty());
        removed.add(stream);
    }

    private void renew(Stream stream) {
        if (!isGone(stream)) {
            long deadline = renewal(stream);
            if (deadline - stream.storedDeadlineMillis >= Math.max(1, stream.renewalLagMillis())) {
                touch(stream);
                records.renewed(stream, deadline);
            }
        }
    }

    /** Moves the deadline of a sliding window; {@link Stream#NEVER} if the stream has none. */
    private long renewal(Stream stream) {
        if (!(stream.lifetime() instanceof Lifetime.Ttl)) {
            return Stream.NEVER;
        }
        stream.renew(nowMillis);
        return stream.deadlineMillis();
    }

    private void sweep(int limit) {
        int swept = 0;
        for (Stream stream : catalog.all()) {
            if (swept < limit && stream.expired(nowMillis) && !isGone(stream)) {
                remove(stream);
                swept++;
            }
        }
    }

    private Optional<Stream> lookUp(String name) {
        Optional<Stream> here = names.get(name);
        return here == null ? catalog.find(name) : here;
    }

    private boolean isGone(Stream stream) {
        return stream.removed() || !names.isEmpty() && !lookUp(stream.name()).equals(Optional.of(stream));
    }

    private void touch(Stream stream) {
        if (!stream.inGroup) {
            stream.inGroup = true;
            touched.add(stream);
        }
    }

    // Storing

    void store(Tables tables, long journalRow) throws SQLException {
        for (StoredBatch stored : storedBatches) {
            tables.batches.insert(stored.stream().id(), stored.batch());
            tables.keys.insert(stored.stream().id(), stored.batch());
        }
        if (journal.size() > 0) {
            tables.journal.insert(journalRow, journal.toBytes());
        }
    }

    /**
     * Makes the outcome visible: first the state, then the observer's call, in the order in which streams were touched.
     *
     * @return by how much the stored payload has grown
     */
    long publish(CommitObserver observer, Merger merger) {
        long grown = bytes;
        for (Stream stream : removed) {
            catalog.remove(stream);
            merger.touched(stream, 0);
            grown -= stream.staged.payloadBytes();
        }
        for (Stream stream : touched) {
            stream.inGroup = false;
            if (names.getOrDefault(stream.name(), Optional.empty()).equals(Optional.of(stream))) {
                catalog.add(stream);
            }
            merger.touched(
                    stream, stream.staged.recent().weightFrom(stream.head().tail()));
            stream.storedDeadlineMillis = stream.deadlineMillis();
            stream.publish(stream.staged);
        }
        removed.forEach(observer::removed);
        touched.forEach(observer::advanced);
        return grown;
    }

    List<Stream> touched() {
        return touched;
    }

    void answer() {
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (RuntimeException e) {
                LOG.error("an answer was not taken", e);
            }
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
