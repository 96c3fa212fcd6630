package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
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
import org.jspecify.annotations.Nullable;
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
    private final Pace pace;
    private final List<Stream> touched = new ArrayList<>();
    private final List<Stream> removed = new ArrayList<>();
    private final List<Stream> softDeleted = new ArrayList<>();
    private final List<Stream> forked = new ArrayList<>();
    private final Map<String, Optional<Stream>> names = new HashMap<>();
    private final List<StoredBatch> storedBatches = new ArrayList<>();
    private final List<FormerProducer> formerProducers = new ArrayList<>();
    private final List<Renewal> renewals = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private long bytes;
    private int producersMet;

    /** Reads the producers of a stream that is written to for the first time. */
    interface ProducerSource {
        Producers load(Stream stream) throws SQLException;
    }

    private record StoredBatch(Stream stream, Batch batch) {}

    private record Renewal(Stream stream, long deadlineMillis) {}

    private record FormerProducer(Stream stream, String id, ProducerState state) {}

    Group(Catalog catalog, Ids ids, ProducerSource producers, Encoder journal, Pace pace, long nowMillis) {
        this.catalog = catalog;
        this.ids = ids;
        this.producers = producers;
        this.nowMillis = nowMillis;
        this.journal = journal;
        this.records = new JournalCodec(journal);
        this.pace = pace;
        journal.clear();
    }

    /** Payload of the appended messages. */
    long bytes() {
        return bytes;
    }

    /** Producers that have come into memory. */
    int producersMet() {
        return producersMet;
    }

    boolean writes() {
        return journal.size() > 0;
    }

    // Admission

    void admit(Task task) throws SQLException {
        switch (task) {
            case Task.Append append -> answer(append.reply(), append(append.stream(), append.command()));
            case Task.Create create -> answer(create.reply(), create(create.command()));
            case Task.Fork fork -> answer(fork.reply(), fork(fork));
            case Task.Delete delete -> answer(delete.reply(), delete(delete.stream()));
            case Task.BeginAnew anew -> answer(anew.reply(), beginAnew(anew.stream()));
            case Task.Renew renew -> {
                renew.stream().renewalStored();
                renew(renew.stream());
            }
            case Task.Sweep sweep -> sweep.streams().forEach(this::sweep);
        }
    }

    private <T> void answer(Reply<T> reply, T result) {
        answers.add(() -> reply.complete(result));
    }

    private AppendResult append(Stream stream, AppendCommand command) throws SQLException {
        if (isGone(stream)) {
            return new AppendResult.StreamMissing();
        }
        if (isSoftDeleted(stream)) {
            return new AppendResult.SoftDeleted();
        }
        if (stream.expired(nowMillis)) {
            return new AppendResult.StreamExpired();
        }
        ProducerState known;
        try {
            known = known(stream, command.producer());
        } catch (StorageException e) {
            // Damage to the producers of one stream must not fail the commands beside this one.
            LOG.error("{}: {}", stream.name(), e.getMessage());
            return new AppendResult.Failed(String.valueOf(e.getMessage()));
        }
        AppendResult result = Appender.admit(stream.staged, stream.contentType(), known, command);
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
            producersMet += former.known() ? 0 : 1;
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

    private ProducerState known(Stream stream, ProducerStamp producer) throws SQLException {
        if (!(producer instanceof ProducerStamp.Stamped stamp)) {
            return ProducerState.NONE;
        }
        if (stream.producers == Producers.UNKNOWN) {
            stream.producers = producers.load(stream);
            producersMet += stream.producers.size();
        }
        return stream.producers.get(stamp.id());
    }

    private CreateResult create(CreateCommand command) throws SQLException {
        Optional<Stream> existing = lookUp(command.name());
        Optional<CreateResult> taken = existing.flatMap(stream -> taken(
                stream,
                !stream.isFork()
                        && sameConfiguration(stream, command)
                        && stream.lifetime().equals(command.lifetime())));
        if (taken.isPresent()) {
            return taken.get();
        }
        if (ids.exhausted()) {
            return new CreateResult.StorageFull("no stream number is left");
        }
        existing.ifPresent(this::remove);
        return add(newStream(command, Stream.PROFILE_GENERIC, null), command, ForkStart.NONE);
    }

    /** What is said of a name that is not free. */
    private Optional<CreateResult> taken(Stream stream, boolean same) {
        if (isSoftDeleted(stream)) {
            return Optional.of(new CreateResult.SoftDeleted());
        }
        if (stream.expired(nowMillis)) {
            return Optional.empty();
        }
        return Optional.of(same ? new CreateResult.Existing() : new CreateResult.ConfigMismatch());
    }

    private CreateResult fork(Task.Fork fork) throws SQLException {
        CreateCommand command = fork.command();
        Stream source = fork.source();
        Optional<Stream> existing = lookUp(command.name());
        Optional<CreateResult> taken = existing.flatMap(stream -> taken(
                stream,
                stream.isForkOf(source.name(), fork.asked(), command.lifetime())
                        && sameConfiguration(stream, command)));
        if (taken.isPresent()) {
            return taken.get();
        }
        if (isGone(source) || source.expired(nowMillis)) {
            return new CreateResult.SourceMissing();
        }
        if (source.staged.softDeleted()) {
            return new CreateResult.SourceDeleted();
        }
        if (!source.contentType().equals(command.contentType())) {
            return new CreateResult.ContentTypeMismatch();
        }
        return switch (fork.start()) {
            case ForkStart.Nowhere nowhere -> new CreateResult.BadForkPoint(nowhere.reason());
            case ForkStart.At at -> fork(fork, at, existing);
        };
    }

    private CreateResult fork(Task.Fork fork, ForkStart.At start, Optional<Stream> expired) {
        CreateCommand command = fork.command();
        Stream source = fork.source();
        long tail = source.staged.tail();
        long first = start.first() == ForkPoint.TAIL ? tail : start.first();
        if (first > tail) {
            return new CreateResult.BadForkPoint(ForkStart.beyond(first, tail).reason());
        }
        if (ids.exhausted()) {
            return new CreateResult.StorageFull("no stream number is left");
        }
        expired.ifPresent(this::remove);
        long millis = Math.max(nowMillis, source.staged.lastMillis());
        Stream stream = newStream(
                command,
                source.profile(),
                new Origin(source.id(), first, fork.asked().subOffset(), millis));
        stream.forkedFrom(source);
        touch(source);
        source.staged = source.staged.forked(1);
        forked.add(stream);
        return add(stream, command, start);
    }

    private CreateResult add(Stream stream, CreateCommand command, ForkStart.At start) {
        records.created(stream);
        names.put(stream.name(), Optional.of(stream));
        touch(stream);
        if (start.prefix().count() > 0) {
            writeFirst(stream, command.contentType(), start.prefix(), start.key(), false);
        }
        if (command.messages().count() > 0 || command.closed()) {
            writeFirst(stream, command.contentType(), command.messages(), command.key(), command.closed());
        }
        return new CreateResult.Created(stream.staged.tail());
    }

    private void writeFirst(Stream stream, String contentType, Messages messages, RoutingKey key, boolean close) {
        var initial = new AppendCommand(contentType, messages, ProducerStamp.UNSTAMPED, "", nowMillis, key, close);
        write(stream, initial, stream.staged.lastMillis(), Stream.NEVER);
    }

    private static boolean sameConfiguration(Stream stream, CreateCommand command) {
        return stream.contentType().equals(command.contentType()) && stream.staged.closed() == command.closed();
    }

    private Stream newStream(CreateCommand command, String profile, @Nullable Origin origin) {
        String contentType = command.contentType().intern();
        Stream stream = new Stream(
                ids.nextStream(),
                command.name(),
                ids.incarnation(),
                contentType,
                ContentTypes.isJson(contentType),
                profile,
                nowMillis,
                command.lifetime(),
                command.lifetime().deadlineMillis(nowMillis),
                origin == null ? Head.empty(nowMillis) : Head.empty(origin.first(), origin.millis()),
                origin);
        stream.producers = new Producers(Map.of());
        return stream;
    }

    private CreateResult beginAnew(Stream stream) {
        if (isGone(stream)) {
            return new CreateResult.SourceMissing();
        }
        if (stream.staged.softDeleted() || stream.staged.forks() > 0) {
            return new CreateResult.SoftDeleted();
        }
        if (ids.exhausted()) {
            return new CreateResult.StorageFull("no stream number is left");
        }
        var same = new CreateCommand(
                stream.name(), stream.contentType(), stream.lifetime(), false, Messages.none(), RoutingKey.NONE);
        remove(stream);
        return add(newStream(same, stream.profile(), null), same, ForkStart.NONE);
    }

    private DeleteResult delete(Stream stream) {
        if (isGone(stream)) {
            return new DeleteResult.StreamMissing();
        }
        if (isSoftDeleted(stream)) {
            return new DeleteResult.SoftDeleted();
        }
        end(stream);
        return new DeleteResult.Deleted();
    }

    /** Removes a stream, or keeps it for its forks alone. */
    private void end(Stream stream) {
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
    private void remove(Stream last) {
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

    private void renew(Stream stream) {
        if (!isGone(stream)) {
            stream.renew(nowMillis);
            long behind = stream.deadlineMillis() - stream.storedDeadlineMillis;
            if (behind >= stream.renewalLagMillis()
                    && stream.deadlineToStore(nowMillis) > stream.storedDeadlineMillis) {
                touch(stream);
                records.renewed(stream, renewal(stream));
            }
        }
    }

    /** Moves the deadline of a sliding window; {@link Stream#NEVER} if the stream has none. */
    private long renewal(Stream stream) {
        if (!(stream.lifetime() instanceof Lifetime.Ttl)) {
            return Stream.NEVER;
        }
        stream.renew(nowMillis);
        long deadline = stream.deadlineToStore(nowMillis);
        renewals.add(new Renewal(stream, deadline));
        return deadline;
    }

    private void sweep(Stream stream) {
        if (stream.expired(nowMillis) && !isGone(stream) && !stream.staged.softDeleted()) {
            end(stream);
        }
    }

    /** As {@link Stream#softDeleted}, after the commands before this one. */
    private boolean isSoftDeleted(Stream stream) {
        return stream.staged.softDeleted() || (stream.staged.forks() > 0 && stream.expired(nowMillis));
    }

    private Optional<Stream> lookUp(String name) {
        Optional<Stream> here = names.get(name);
        return here == null ? catalog.find(name) : here;
    }

    private boolean isGone(Stream stream) {
        return stream.removed() || (!names.isEmpty() && !lookUp(stream.name()).equals(Optional.of(stream)));
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
        } catch (RuntimeException e) {
            // The state is durable and visible; an observer that fails must not make it look otherwise.
            LOG.error("an observer failed", e);
        }
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
