package dev.streamslocal.engine;

import dev.streamslocal.engine.stream.TailReader;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Reply;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The engine of a server without HTTP, for tooling in the same process: the data directory, lock and settings of
 * {@link LocalStreamsServer}, and its streams to append to, to read and to follow. Usable from any thread.
 *
 * <p>Futures of writes complete on the writer thread once the write is on disk, and those of reads on a reader thread or the caller's: what is
 * chained to them must not block. Positions count messages: position n is that behind the first n.
 *
 * {@snippet class="dev.streamslocal.engine.examples.LocalStreamsExamplesTest" region="streams"}
 */
public final class LocalStreams implements AutoCloseable {
    private final Opened opened = new Opened();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final InstantSource clock;
    private final StreamEngine engine;
    private final Storage storage;
    private final ExecutorService tails;

    private LocalStreams(ServerOptions options) {
        clock = options.clock();
        try {
            var lock = opened.add(options.directory().lock(options, this::stopWithoutLock));
            engine = opened.add(new StreamEngine(options, Settings.read(options), lock::isFresh));
            storage = engine.storage();
            tails = opened.add(Executors.newSingleThreadExecutor(task -> Thread.ofPlatform()
                    .daemon()
                    .name("streams-tails-" + options.name())
                    .unstarted(task)));
        } catch (RuntimeException | Error e) {
            opened.closeAll(e);
            throw e;
        }
    }

    /**
     * Opens the data directory that a server of these options would use; port and hostname do not matter.
     *
     * @throws StartException if it cannot be used, or a server or another door holds it
     */
    public static LocalStreams open(ServerOptions options) {
        return new LocalStreams(options);
    }

    /** The stream of this name; one that has expired, or was deleted and only kept for its forks, counts as absent. */
    public Optional<Stream> find(String name) {
        long now = clock.millis();
        return storage.find(name).filter(stream -> !stream.expired(now) && !stream.softDeleted(now));
    }

    /** Up to {@code limit} streams in the order of their names' UTF-8 bytes, from the {@code offset}th on. */
    public List<Stream> list(long offset, int limit) {
        return storage.list(offset, limit);
    }

    public CompletableFuture<CreateResult> create(CreateCommand command) {
        return answer(reply -> storage.create(command, reply));
    }

    /**
     * Creates a stream that begins with what another holds up to a point; its own first messages follow.
     *
     * @param command with the content type of the source
     */
    public CompletableFuture<CreateResult> fork(String source, ForkPoint point, CreateCommand command) {
        return find(source)
                .map(from -> LocalStreams.<CreateResult>answer(reply -> storage.fork(from, point, command, reply)))
                .orElseGet(() -> CompletableFuture.completedFuture(new CreateResult.SourceMissing()));
    }

    /** Appends to a stream, closes it, or both. */
    public CompletableFuture<AppendResult> append(String name, AppendCommand command) {
        Optional<Stream> stream = storage.find(name);
        return stream.isEmpty()
                ? CompletableFuture.completedFuture(new AppendResult.StreamMissing())
                : answer(reply -> storage.append(stream.get(), command, reply));
    }

    public CompletableFuture<DeleteResult> delete(String name) {
        Optional<Stream> stream = storage.find(name);
        return stream.isEmpty()
                ? CompletableFuture.completedFuture(new DeleteResult.StreamMissing())
                : answer(reply -> storage.delete(stream.get(), reply));
    }

    /** The page at a position: as large as a page of the server. */
    public CompletableFuture<ReadResult> read(String name, long from) {
        Optional<Stream> stream = find(name);
        if (stream.isEmpty()) {
            return CompletableFuture.completedFuture(new ReadResult.StreamMissing());
        }
        storage.renew(stream.get());
        var limits = engine.readLimits();
        var request = new PageRequest(stream.get(), from, RoutingKey.NONE, limits.bytesMax(), limits.entriesMax());
        return answer(reply -> storage.read(request, reply));
    }

    /**
     * Follows a stream from a position on: what is there, then what is appended. The sink is called on one thread that all tails share.
     *
     * @return ends the tail; empty if there is no such stream
     */
    public Optional<Tail> tail(String name, long from, TailReader.Sink sink) {
        return find(name).map(stream -> {
            var reader = new TailReader(storage, engine.watches(), tails, stream, from, engine.readLimits(), sink);
            reader.start();
            return reader::stop;
        });
    }

    /** A stream that is being followed. */
    public interface Tail extends AutoCloseable {

        /** Follows no longer; a call of the sink may still be under way. */
        @Override
        void close();
    }

    /** Answers what waits and gives everything back. A second call returns at once. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            opened.closeAll();
        }
    }

    // Another process may write to the same files from now on.
    private void stopWithoutLock(String reason) {
        close();
    }

    private static <T> CompletableFuture<T> answer(Consumer<Reply<T>> call) {
        var future = new CompletableFuture<T>();
        call.accept(future::complete);
        return future;
    }
}
