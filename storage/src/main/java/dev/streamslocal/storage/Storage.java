package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.RoutingKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * The streams of one database file. Its methods may be called from any thread; none of them blocks but {@link #open} and {@link #close}.
 *
 * <p>Writes are answered on the writer thread once they are on disk, or at once on the caller's thread when they cannot be taken. Reads
 * see every write that has been answered.
 */
public final class Storage implements AutoCloseable {

    /** The stream of the server's own figures; it exists from the first start. */
    public static final String METRICS_STREAM = "__stream_metrics__";

    private static final long METRICS_STREAM_ID = 1;

    /** Its own, and that of the checkpointer. */
    private static final int CONNECTIONS_OF_THE_WRITER = 2;

    private final InstantSource clock;
    private final long backlogBytesMax;
    private final int batchRequestsMax;
    private final long busyMillis;
    private final Durability durability;
    private final Catalog catalog = new Catalog();
    private final TaskQueue queue;
    private final BatchCache cache;
    private final ReaderPool readers;
    private final Reads reads;
    private final Writer writer;
    private final Checkpointer checkpointer;
    private final Thread writerThread;
    private final Thread checkpointerThread;
    private final AtomicLong storedBytes = new AtomicLong();

    private final LongAdder refusedByQueue = new LongAdder();
    private final LongAdder refusedByBacklog = new LongAdder();
    private final Path logFile;

    private final AtomicBoolean closed = new AtomicBoolean();

    private Storage(StorageOptions options, Database database, Tables tables) throws SQLException {
        clock = options.clock();
        backlogBytesMax = options.backlogBytesMax();
        batchRequestsMax = options.batchRequestsMax();
        busyMillis = options.busyMillis();
        durability = options.durability();
        logFile = options.file().resolveSibling(options.file().getFileName() + "-wal");
        queue = new TaskQueue(options.queueRequestsMax(), options.queueBytesMax());
        cache = new BatchCache(options.cacheBytes());
        Pace pace = options.pace();
        Ids ids = new Ids(new SecureRandom(), tables.meta.get(MetaTable.NEXT_STREAM));
        Reclaimer reclaimer = new Reclaimer(pace);
        Merger merger = new Merger(cache, ids, reclaimer, pace);
        Ledger ledger = new Ledger(catalog, ids, merger, reclaimer, storedBytes);
        long journalRow = replay(tables, ledger);
        storedBytes.set(catalog.payloadBytes());
        checkpointer = new Checkpointer(database.checkpointer(), new WalIndex(options.file()), pace);
        writer = new Writer(database, tables, queue, ledger, checkpointer, options, journalRow);
        readers = new ReaderPool(database, options.readers());
        reads = new Reads(new PageReader(cache, new Walks(Sizes.WALKS_BYTES, System::nanoTime)), readers);
        checkpointerThread =
                Thread.ofPlatform().name("streams-checkpointer").daemon().unstarted(checkpointer);
        writerThread = Thread.ofPlatform().name("streams-writer").daemon().unstarted(writer);
        checkpointer.thread(checkpointerThread);
        queue.taker(writerThread);
        checkpointerThread.start();
        writerThread.start();
    }

    private static long replay(Tables tables, Ledger ledger) throws SQLException {
        Replay replay = new Replay(tables, ledger);
        replay.readStreams();
        long newest = replay.journalAfter(0);
        if (!ledger.merger().isClean()) {
            // What a crash has left behind is merged behind the first requests.
            ledger.merger().force();
        }
        return newest;
    }

    /**
     * Opens the database, makes it if it does not exist, and brings memory to its state.
     *
     * @throws StorageException if the file is not ours, newer, damaged, or cannot be used
     */
    public static Storage open(StorageOptions options) {
        Database database = Database.open(options, tables -> plantMetricsStream(tables, options));
        try {
            return open(options, database, database.writer());
        } catch (SQLException e) {
            throw database.failure(e);
        }
    }

    private static Storage open(StorageOptions options, Database database, Tables tables) throws SQLException {
        try {
            return new Storage(options, database, tables);
        } catch (SQLException | RuntimeException e) {
            tables.close();
            throw e;
        }
    }

    private static void plantMetricsStream(Tables tables, StorageOptions options) throws SQLException {
        long now = options.clock().millis();
        Stream stream = new Stream(
                METRICS_STREAM_ID,
                METRICS_STREAM,
                new SecureRandom().nextLong(),
                "application/json",
                true,
                Stream.PROFILE_METRICS,
                now,
                Lifetime.FOREVER,
                Stream.NEVER,
                Head.empty(now));
        tables.streams.put(stream, 0);
    }

    /** The mode in force. */
    public Durability durability() {
        return durability;
    }

    // Streams

    /** The stream of this name, an expired one included until it is swept, and a soft-deleted one as long as it has forks. */
    public Optional<Stream> find(String name) {
        return catalog.find(name);
    }

    /** Streams that have not expired, in the order of the UTF-8 bytes of their names. */
    public List<Stream> list(long offset, int limit) {
        return catalog.list(offset, limit, clock.millis());
    }

    /** Up to {@code count} streams that have not expired, those of the largest measure first; looks at every stream. */
    public List<Stream> top(int count, ToLongFunction<Stream> measure) {
        return catalog.top(count, measure, clock.millis());
    }

    public StorageFigures figures() {
        return new StorageFigures(
                queue.requests(),
                queue.bytes(),
                queue.requestsMax(),
                queue.bytesMax(),
                batchRequestsMax,
                Limits.BATCH_BYTES_MAX,
                busyMillis,
                storedBytes.get(),
                backlogBytesMax,
                new StorageFigures.Refused(refusedByQueue.sum(), refusedByBacklog.sum()),
                cache.figures(),
                logFigures(),
                readers.readers(),
                readers.active(),
                readers.waiting(),
                CONNECTIONS_OF_THE_WRITER + readers.connected(),
                Sizes.SQLITE_WRITER_CACHE_BYTES,
                Sizes.SQLITE_READER_CACHE_BYTES);
    }

    private StorageFigures.Log logFigures() {
        return new StorageFigures.Log(
                logFile.toFile().length(), checkpointer.lagBytes(), checkpointer.checkpoints(), checkpointer.pauses());
    }

    /** Nanoseconds from the begin to the end of COMMIT, of each transaction that wrote something. */
    public Distribution commitNanos() {
        return writer.commitNanos();
    }

    /** Requests of each of these transactions. */
    public Distribution commitRequests() {
        return writer.commitRequests();
    }

    /** Streams, those that have expired and were not swept included. */
    public int streams() {
        return catalog.size();
    }

    // Writes

    /** Creates a stream with its first messages, all of it or nothing. */
    public void create(CreateCommand command, Reply<CreateResult> reply) {
        if (!hasRoom(command.messages().payloadBytes()) || !offer(new Task.Create(command, reply))) {
            reply.complete(new CreateResult.Overloaded());
        }
    }

    /**
     * Creates a stream that begins with what another holds up to a point, with first messages of its own behind that.
     *
     * @param command with the content type and the lifetime of the source where nothing else was asked for
     */
    public void fork(Stream source, ForkPoint point, CreateCommand command, Reply<CreateResult> reply) {
        if (!hasRoom(command.messages().payloadBytes())) {
            reply.complete(new CreateResult.Overloaded());
        } else if (point.subOffset() == 0 && !leavesLaterTimes(source.head(), point)) {
            enqueue(new Task.Fork(command, source, point, ForkStart.at(point.position()), reply));
        } else {
            // Messages never change, so that those that have a say can be looked at before the writer decides.
            reads.resolve(
                    source,
                    point,
                    start -> enqueue(new Task.Fork(command, source, point, start, reply)),
                    why -> reply.complete(unresolved(why)));
        }
    }

    /** Whether the source goes on behind the point up to a time that is still to come, and is none of the fork's. */
    private boolean leavesLaterTimes(Head source, ForkPoint point) {
        return point.position() != ForkPoint.TAIL
                && point.position() < source.tail()
                && source.lastMillis() > clock.millis();
    }

    private void enqueue(Task.Fork fork) {
        if (!offer(fork)) {
            fork.reply().complete(new CreateResult.Overloaded());
        }
    }

    private static CreateResult unresolved(ReadResult why) {
        return switch (why) {
            case ReadResult.StreamMissing missing -> new CreateResult.SourceMissing();
            case ReadResult.Overloaded overloaded -> new CreateResult.Overloaded();
            default -> new CreateResult.Failed(why.toString());
        };
    }

    public void append(Stream stream, AppendCommand command, Reply<AppendResult> reply) {
        if (!hasRoom(command.messages().payloadBytes()) || !offer(new Task.Append(stream, command, reply))) {
            reply.complete(new AppendResult.Overloaded());
        }
    }

    public void delete(Stream stream, Reply<DeleteResult> reply) {
        if (!offer(new Task.Delete(stream, reply))) {
            reply.complete(new DeleteResult.Overloaded());
        }
    }

    /**
     * Replaces a stream by an empty one of the same name, content type, lifetime and profile, in one transaction; answered with
     * {@code SoftDeleted} while there are forks of it.
     */
    public void beginAnew(Stream stream, Reply<CreateResult> reply) {
        if (!offer(new Task.BeginAnew(stream, reply))) {
            reply.complete(new CreateResult.Overloaded());
        }
    }

    private boolean offer(Task task) {
        boolean taken = queue.offer(task);
        if (!taken) {
            refusedByQueue.increment();
        }
        return taken;
    }

    /** Starts a sliding window anew; nothing for a stream without one, or past its deadline. */
    public void renew(Stream stream) {
        if (stream.renew(clock.millis()) && stream.claimRenewal()) {
            queue.push(new Task.Renew(stream));
        }
    }

    /** Removes up to {@code limit} streams that have passed their deadline. */
    public void sweep(int limit) {
        sweep(catalog.expired(limit, clock.millis()));
    }

    /** The same for forks alone, which is cheap where there are few: their sources wait for it. */
    public void sweepForks(int limit) {
        sweep(catalog.expiredForks(limit, clock.millis()));
    }

    private void sweep(List<Stream> expired) {
        if (!expired.isEmpty()) {
            queue.push(new Task.Sweep(expired));
        }
    }

    private boolean hasRoom(long bytes) {
        boolean room = bytes == 0 || backlogBytesMax == 0 || storedBytes.get() + bytes <= backlogBytesMax;
        if (!room) {
            refusedByBacklog.increment();
        }
        return room;
    }

    // Reads

    /** The page, if all of it is in memory; never blocks, so it may be called on an event loop. */
    public Optional<ReadResult> readNow(PageRequest request) {
        return reads.readNow(request);
    }

    /** The page: at once on the caller's thread if it is in memory, else on a reader thread. */
    public void read(PageRequest request, Reply<ReadResult> reply) {
        reads.read(request, reply);
    }

    /**
     * How far the page reaches, without loading its messages: at once on the caller's thread if they are in memory, else on a reader
     * thread. The messages up to there never change, so that the page can then be read piece by piece.
     */
    public void survey(PageRequest request, Reply<SurveyResult> reply) {
        reads.survey(request, reply);
    }

    /**
     * Where the messages begin whose append time is not before {@code millis}: the position of the first one, with a key of the first one
     * that carries it, or the tail if there is none.
     */
    public void firstSince(Stream stream, RoutingKey key, long millis, Reply<SinceResult> reply) {
        reads.firstSince(stream, key, millis, reply);
    }

    /** How large the database is, in bytes of its pages; 0 where that cannot be told now. */
    public void databaseBytes(Reply<Long> reply) {
        reads.databaseBytes(reply);
    }

    // The end

    /** Answers what waits, then stops all threads and closes the file. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        writer.stop();
        Threads.uninterruptibly(writerThread::join);
        reads.close();
        checkpointer.stop();
        Threads.uninterruptibly(checkpointerThread::join);
        cache.clear();
    }
}
