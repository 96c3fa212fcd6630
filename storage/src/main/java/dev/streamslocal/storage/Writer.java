package dev.streamslocal.storage;

import dev.streamslocal.protocol.Limits;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes commands durable: takes all that wait, admits them into one transaction, and answers them once it is committed. A thread of its
 * own; while one transaction is being synced the next one collects.
 */
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private static final int JOURNAL_BYTES = 1 << 16;
    private static final long PERMIT_PAUSE_NANOS = 5_000_000;

    private final Database database;
    private final TaskQueue queue;
    private final Ledger ledger;
    private final Catalog catalog;
    private final Merger merger;
    private final Reclaimer reclaimer;
    private final Checkpointer checkpointer;
    private final ReentrantLock betweenTransactions;
    private final CommitObserver observer;
    private final InstantSource clock;
    private final int requestsOfGroup;
    private final Pace pace;
    private final WritePermit permit;

    private final Encoder journal = new Encoder(JOURNAL_BYTES);
    private final StoredProducers storedProducers = new StoredProducers();
    private final Distribution commitNanos = new Distribution();
    private final Distribution commitRequests = new Distribution();
    private Tables tables;
    private long journalRow;
    private boolean broken;

    /** Weight of the producers in memory, and how much it may be before some are forgotten. */
    private long producersKnown;

    private long producersMax;

    /** Before this {@link System#nanoTime} nothing is merged or reclaimed, because a transaction has just failed. */
    private long restsUntil = System.nanoTime();

    private volatile boolean stopped;

    /**
     * @param tables a connection that is the writer's own from now on
     * @param journalRow newest row of the journal
     */
    Writer(
            Database database,
            Tables tables,
            TaskQueue queue,
            Ledger ledger,
            Checkpointer checkpointer,
            StorageOptions options,
            long journalRow) {
        this.database = database;
        this.tables = tables;
        this.queue = queue;
        this.ledger = ledger;
        this.catalog = ledger.catalog();
        this.merger = ledger.merger();
        this.reclaimer = ledger.reclaimer();
        this.checkpointer = checkpointer;
        this.betweenTransactions = checkpointer.betweenTransactions();
        this.observer = options.observer();
        this.clock = options.clock();
        this.requestsOfGroup = options.batchRequestsMax();
        this.journalRow = journalRow;
        this.pace = options.pace();
        this.permit = options.permit();
        this.producersMax = pace.producersMax();
    }

    /** Of all transactions: from BEGIN to the end of COMMIT. */
    Distribution commitNanos() {
        return commitNanos;
    }

    Distribution commitRequests() {
        return commitRequests;
    }

    /** Lets the thread end once it has answered what waits now. */
    void stop() {
        stopped = true;
        queue.wake();
    }

    @Override
    public void run() {
        while (!(stopped && queue.closeIfEmpty())) {
            List<Task> tasks = queue.take(requestsOfGroup, Limits.BATCH_BYTES_MAX);
            if (!tasks.isEmpty() || (hasChores() && !rests())) {
                transact(tasks);
            } else if (hasChores()) {
                LockSupport.parkNanos(this, restsUntil - System.nanoTime());
            } else {
                LockSupport.park(this);
            }
        }
        if (permit.granted()) {
            mergeAll();
        }
        close();
    }

    private boolean hasChores() {
        return !broken && (merger.isDue() || reclaimer.isDue());
    }

    private boolean rests() {
        return restsUntil - System.nanoTime() > 0;
    }

    private void transact(List<Task> tasks) {
        if (!mayWrite()) {
            answer(tasks, task -> task.fail("the data directory is no longer ours"));
            return;
        }
        betweenTransactions.lock();
        try {
            checkpointer.awaitRoom();
            commit(tasks);
        } finally {
            betweenTransactions.unlock();
        }
    }

    /** Waits while nobody knows whether the directory is ours; no if that is still so when the writer is to end. */
    private boolean mayWrite() {
        while (!permit.granted()) {
            if (stopped) {
                return false;
            }
            LockSupport.parkNanos(this, PERMIT_PAUSE_NANOS);
        }
        return true;
    }

    private void commit(List<Task> tasks) {
        long nowMillis = clock.millis();
        Changes changes = new Changes(catalog, journal, pace, nowMillis);
        Group group = new Group(changes, ledger.ids(), storedProducers, nowMillis);
        try {
            if (broken) {
                reopen();
            }
            for (Task task : tasks) {
                group.admit(task);
            }
            if (changes.any() || (hasChores() && !rests())) {
                write(changes, tasks.size());
            }
        } catch (SQLException | RuntimeException | Error e) {
            fail(changes, tasks, e);
            return;
        }
        merger.publish();
        reclaimer.publish();
        forgetProducers(group);
        tasks.forEach(queue::release);
        group.answer();
    }

    private void write(Changes changes, int requests) throws SQLException {
        long began = System.nanoTime();
        tables.begin();
        doChores(changes, requests);
        changes.store(tables, journalRow + 1);
        tables.commit();
        if (changes.any()) {
            journalRow++;
            commitNanos.record(System.nanoTime() - began);
            commitRequests.record(requests);
        }
        ledger.storedBytes().addAndGet(changes.publish(observer, merger));
        checkpointer.written(changes.bytes());
    }

    /** Does at least twice as much as the group adds, so that what is not yet merged or reclaimed cannot grow without end. */
    private void doChores(Changes changes, int requests) throws SQLException {
        boolean behind = merger.weight() > pace.mergeHardBytes();
        if (rests() && !behind) {
            return;
        }
        if (behind) {
            merger.step(tables, journalRow, Long.MAX_VALUE, Integer.MAX_VALUE, pace.journalBytesDeleted());
        } else if (merger.isDue()) {
            merger.step(
                    tables,
                    journalRow,
                    Math.max(pace.mergeStepBytes(), 2 * changes.bytes()),
                    Math.max(pace.mergeStepStreams(), 2 * requests),
                    pace.journalBytesDeleted());
        }
        if (reclaimer.isDue()) {
            reclaimer.step(tables, Math.max(pace.purgeStreams(), 2 * requests));
        }
    }

    private void forgetProducers(Group group) {
        producersKnown += group.producersMet();
        if (producersKnown > producersMax) {
            producersKnown = catalog.forgetProducers();
            // Those that are not merged yet stay, so that the next look at all streams has to be worth it.
            producersMax = producersKnown + pace.producersMax();
        }
    }

    /** Reads from the connection that is in use now. */
    private final class StoredProducers implements Group.ProducerSource {

        @Override
        public Producers load(Stream stream) throws SQLException {
            return Producers.ofStoredStream(tables.producers.load(stream.id(), Sizes.PRODUCERS_LOADED_MAX));
        }

        @Override
        public ProducerState find(Stream stream, String id) throws SQLException {
            return tables.producers.find(stream.id(), id);
        }
    }

    // Failure

    private void fail(Changes changes, List<Task> tasks, Throwable failure) {
        changes.abandon();
        reclaimer.abandon();
        restsUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Sizes.REST_MILLIS);
        if (failure instanceof SQLException sql && SqliteErrors.isUnwritten(sql) && rolledBack()) {
            LOG.warn("the disk takes no more: {}", failure.getMessage());
            boolean full = SqliteErrors.kind(sql) == StorageException.Kind.FULL;
            answer(tasks, task -> task.full(full ? "disk full" : "the disk takes no more"));
            return;
        }
        LOG.error("a transaction of {} requests failed", tasks.size(), failure);
        broken = true;
        try {
            reopen();
            changes.tellFate(observer);
        } catch (SQLException | RuntimeException | Error e) {
            LOG.error("the database cannot be opened again", e);
        }
        answer(tasks, task -> task.fail("append failed"));
    }

    private void answer(List<Task> tasks, Consumer<Task> answer) {
        tasks.forEach(queue::release);
        for (Task task : tasks) {
            try {
                answer.accept(task);
            } catch (RuntimeException | Error e) {
                LOG.error("an answer was not taken", e);
            }
        }
    }

    /** Ends a transaction that could not write; whether nothing of it is left. */
    private boolean rolledBack() {
        try {
            tables.rollback();
            tables = tables.prepareAgain();
            merger.abandon(tables);
            return true;
        } catch (SQLException e) {
            LOG.error("cannot roll back", e);
            return false;
        }
    }

    /**
     * Goes on after a transaction of which nobody knows whether it is durable: with a new connection, and with what the file says of the
     * streams that it touched.
     */
    private void reopen() throws SQLException {
        try {
            tables.close();
        } catch (SQLException e) {
            LOG.warn("cannot close the failed connection: {}", e.getMessage());
        }
        tables = database.writer();
        merger.abandon(tables);
        Replay replay = new Replay(tables, ledger);
        replay.knowStreams();
        journalRow = replay.journalAfter(journalRow);
        ledger.storedBytes().set(catalog.payloadBytes());
        broken = false;
    }

    // The end

    /** Leaves an empty journal behind, so that the next start has nothing to replay. */
    private void mergeAll() {
        try {
            while (!broken && !merger.isClean()) {
                tables.begin();
                merger.step(tables, journalRow, Sizes.MERGE_ROUND_BYTES, Integer.MAX_VALUE, Integer.MAX_VALUE);
                tables.commit();
                merger.publish();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warn("the journal stays as it is until the next start: {}", e.getMessage());
        }
    }

    private void close() {
        try {
            tables.close();
        } catch (SQLException e) {
            LOG.warn("cannot close the database: {}", e.getMessage());
        }
    }
}
