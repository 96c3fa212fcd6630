package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one transaction: decides in memory alone what becomes of each, and answers once that is durable. Each command sees what
 * those before it have {@link Changes changed}. Confined to the writer thread.
 */
final class Group {

    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    private final Changes changes;
    private final Ids ids;
    private final ProducerSource producers;
    private final long nowMillis;
    private final List<Runnable> answers = new ArrayList<>();
    private long producersRead;

    /** Reads producers that are not in memory. */
    interface ProducerSource {

        /** Those of a stream that is written to for the first time, unless they are many. */
        Producers load(Stream stream) throws SQLException;

        ProducerState find(Stream stream, String id) throws SQLException;
    }

    Group(Changes changes, Ids ids, ProducerSource producers, long nowMillis) {
        this.changes = changes;
        this.ids = ids;
        this.producers = producers;
        this.nowMillis = nowMillis;
    }

    /** Weight of the producers that have come into memory. */
    long producersMet() {
        return producersRead + changes.newProducers();
    }

    void admit(Task task) throws SQLException {
        switch (task) {
            case Task.Append append -> answer(append.reply(), append(append.stream(), append.command()));
            case Task.Create create -> answer(create.reply(), create(create.command()));
            case Task.Fork fork -> answer(fork.reply(), fork(fork));
            case Task.Delete delete -> answer(delete.reply(), delete(delete.stream()));
            case Task.BeginAnew anew -> answer(anew.reply(), beginAnew(anew.stream()));
            case Task.Renew renew -> {
                renew.stream().renewalStored();
                if (!changes.isGone(renew.stream()) && !renew.stream().expired(nowMillis)) {
                    changes.renew(renew.stream());
                }
            }
            case Task.Sweep sweep -> sweep.streams().forEach(this::sweep);
        }
    }

    private <T> void answer(Reply<T> reply, T result) {
        answers.add(() -> reply.complete(result));
    }

    private AppendResult append(Stream stream, AppendCommand command) throws SQLException {
        if (changes.isGone(stream)) {
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
            changes.append(stream, command, millis, changes.renewal(stream));
        } else if (renews(result)) {
            changes.renew(stream);
        }
        return result;
    }

    private static boolean renews(AppendResult result) {
        return result instanceof AppendResult.Duplicate
                || result instanceof AppendResult.AlreadyClosed
                || result instanceof AppendResult.ClosedByThis;
    }

    private ProducerState known(Stream stream, ProducerStamp producer) throws SQLException {
        if (!(producer instanceof ProducerStamp.Stamped stamp)) {
            return ProducerState.NONE;
        }
        if (stream.producers == Producers.UNKNOWN) {
            stream.producers = producers.load(stream);
            producersRead += stream.producers.weight();
        }
        if (!stream.producers.knows(stamp.id())) {
            ProducerState stored = producers.find(stream, stamp.id());
            if (stored.known()) {
                stream.producers.learn(stamp.id(), stored);
                producersRead += Producers.weight(stamp.id());
            }
        }
        return stream.producers.get(stamp.id());
    }

    private CreateResult create(CreateCommand command) throws SQLException {
        Optional<Stream> existing = changes.find(command.name());
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
        existing.ifPresent(changes::remove);
        Stream stream = newStream(command, Stream.PROFILE_GENERIC, null);
        changes.create(stream);
        return addFirst(stream, command, ForkStart.NONE);
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
        Optional<Stream> existing = changes.find(command.name());
        Optional<CreateResult> taken = existing.flatMap(stream -> taken(
                stream,
                stream.isForkOf(source.name(), fork.asked(), command.lifetime())
                        && sameConfiguration(stream, command)));
        if (taken.isPresent()) {
            return taken.get();
        }
        if (changes.isGone(source) || source.expired(nowMillis)) {
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
        expired.ifPresent(changes::remove);
        long millis = Math.max(nowMillis, Math.min(start.lastMillis(), source.staged.lastMillis()));
        Stream stream = newStream(
                command,
                source.profile(),
                new Origin(source.id(), first, fork.asked().subOffset(), millis));
        changes.createFork(stream, source);
        return addFirst(stream, command, start);
    }

    /** Gives a new stream the messages that it begins with. */
    private CreateResult addFirst(Stream stream, CreateCommand command, ForkStart.At start) {
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
        changes.append(stream, initial, stream.staged.lastMillis(), Stream.NEVER);
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
        stream.producers = Producers.ofNewStream();
        return stream;
    }

    private CreateResult beginAnew(Stream stream) {
        if (changes.isGone(stream)) {
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
        changes.remove(stream);
        changes.create(newStream(same, stream.profile(), null));
        return new CreateResult.Created(0);
    }

    private DeleteResult delete(Stream stream) {
        if (changes.isGone(stream)) {
            return new DeleteResult.StreamMissing();
        }
        if (isSoftDeleted(stream)) {
            return new DeleteResult.SoftDeleted();
        }
        changes.end(stream);
        return new DeleteResult.Deleted();
    }

    private void sweep(Stream stream) {
        if (stream.expired(nowMillis) && !changes.isGone(stream) && !stream.staged.softDeleted()) {
            changes.end(stream);
        }
    }

    /** As {@link Stream#softDeleted}, after the commands before this one. */
    private boolean isSoftDeleted(Stream stream) {
        return stream.staged.softDeleted() || (stream.staged.forks() > 0 && stream.expired(nowMillis));
    }

    void answer() {
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (RuntimeException | Error e) {
                LOG.error("an answer was not taken", e);
            }
        }
    }
}
