package dev.streamslocal.storage;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the write-ahead log into the database file. A thread of its own, with a connection of its own.
 *
 * <p>Most of the work is done beside the writer. A log can only be begun anew when nothing in it is left to move, so when it has grown
 * too long the last stretch is moved while the writer stands between two transactions; these pauses are counted.
 */
final class Checkpointer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    /** Pages that a transaction adds to the log beside its payload, about. */
    private static final int TRANSACTION_PAGES = 2;

    private final Tables tables;
    private final WalIndex index;
    private final long pageBytes;
    private final ReentrantLock betweenTransactions = new ReentrantLock(true);
    private final Condition room = betweenTransactions.newCondition();
    private final Pace pace;

    /** Bytes added since the last checkpoint began, about. */
    private final AtomicLong written = new AtomicLong();

    /** Bytes of the log, about. */
    private final AtomicLong length = new AtomicLong();

    private final AtomicLong pauses = new AtomicLong();
    private final AtomicLong checkpoints = new AtomicLong();
    private volatile boolean stopped;
    private volatile Thread thread = Thread.currentThread();

    Checkpointer(Tables tables, WalIndex index, Pace pace) throws SQLException {
        this.tables = tables;
        this.index = index;
        this.pageBytes = tables.pageBytes();
        this.pace = pace;
    }

    /** Held by the writer during each transaction. */
    ReentrantLock betweenTransactions() {
        return betweenTransactions;
    }

    void thread(Thread own) {
        thread = own;
    }

    /** Notes that a transaction with so much payload was added to the log, each byte about twice: as it came, and merged. */
    void written(long payloadBytes) {
        long bytes = TRANSACTION_PAGES * pageBytes + 2 * payloadBytes;
        length.addAndGet(bytes);
        if (written.addAndGet(bytes) >= pace.checkpointSoftBytes()) {
            LockSupport.unpark(thread);
        }
    }

    /** Lets the writer, which holds the lock, wait while the log is too long. */
    void awaitRoom() {
        while (length.get() >= pace.checkpointHardBytes() && !stopped) {
            LockSupport.unpark(thread);
            room.awaitUninterruptibly();
        }
    }

    /** How often the writer had to wait. */
    long pauses() {
        return pauses.get();
    }

    /** Checkpoints that have succeeded, whole or in part. */
    long checkpoints() {
        return checkpoints.get();
    }

    /** Bytes of the log that may have to be moved yet, about. */
    long lagBytes() {
        return length.get();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                if (written.get() < pace.checkpointSoftBytes() && length.get() < pace.checkpointHardBytes()) {
                    LockSupport.park(this);
                } else {
                    checkpoint();
                }
            }
        } finally {
            stopped = true;
            makeRoom(0);
            close();
        }
    }

    /** Moves what it can; what a failed attempt has moved is moved again. */
    void checkpoint() {
        try {
            written.set(0);
            long before = length.get();
            // It moves what was there when it began. The log is begun anew only when nothing was added meanwhile, which
            // nobody can count on: its length is what matters here, not whether all of that was moved.
            long moved = tables.checkpoint().frames() * pageBytes;
            checkpoints.incrementAndGet();
            makeRoom(moved + Math.max(0, length.get() - before));
            if (length.get() >= pace.checkpointHardBytes()) {
                checkpointAlone();
            }
        } catch (SQLException | RuntimeException | Error e) {
            LOG.warn("checkpoint failed: {}", e.getMessage());
            moveAgain();
            makeRoom(0);
        }
    }

    private void moveAgain() {
        try {
            index.forgetBackfilled();
        } catch (IOException e) {
            LOG.error("no more checkpoints before the next start: what the failed one moved cannot be moved again", e);
            stopped = true;
        }
    }

    private void checkpointAlone() throws SQLException {
        betweenTransactions.lock();
        try {
            pauses.incrementAndGet();
            // A reader may hold back the end of it; then the writer gets half the way before the next attempt.
            makeRoom(tables.checkpoint().complete() ? 0 : pace.checkpointHardBytes() / 2);
        } finally {
            betweenTransactions.unlock();
        }
    }

    /** Every change to a smaller length comes through here, since the writer may be waiting for it. */
    private void makeRoom(long newLength) {
        betweenTransactions.lock();
        try {
            length.set(newLength);
            room.signalAll();
        } finally {
            betweenTransactions.unlock();
        }
    }

    private void close() {
        try {
            tables.close();
            index.close();
        } catch (SQLException | IOException e) {
            LOG.warn("cannot close the checkpoint connection: {}", e.getMessage());
        }
    }
}
