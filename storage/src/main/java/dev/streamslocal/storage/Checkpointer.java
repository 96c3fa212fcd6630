package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
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

    private final Tables tables;
    private final ReentrantLock betweenTransactions;
    private final Pace pace;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong pauses = new AtomicLong();
    private volatile boolean stopped;
    private volatile Thread thread = Thread.currentThread();

    /**
     * @param betweenTransactions held by the writer during each transaction
     */
    Checkpointer(Tables tables, ReentrantLock betweenTransactions, Pace pace) {
        this.tables = tables;
        this.betweenTransactions = betweenTransactions;
        this.pace = pace;
    }

    void thread(Thread own) {
        thread = own;
    }

    /** Notes that about so many bytes were added to the log. */
    void written(long bytes) {
        if (written.addAndGet(bytes) >= pace.checkpointSoftBytes()) {
            LockSupport.unpark(thread);
        }
    }

    /** How often the writer had to wait. */
    long pauses() {
        return pauses.get();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!stopped) {
            if (written.get() < pace.checkpointSoftBytes()) {
                LockSupport.park(this);
                continue;
            }
            try {
                checkpoint();
            } catch (SQLException | RuntimeException e) {
                LOG.warn("checkpoint failed: {}", e.getMessage());
                written.set(0);
            }
        }
        close();
    }

    private void checkpoint() throws SQLException {
        written.set(0);
        Tables.Checkpoint beside = tables.checkpoint();
        if (!beside.complete() && beside.frames() * (long) Sizes.SQLITE_PAGE_BYTES >= pace.checkpointHardBytes()) {
            betweenTransactions.lock();
            try {
                pauses.incrementAndGet();
                tables.checkpoint();
            } finally {
                betweenTransactions.unlock();
            }
        }
    }

    private void close() {
        try {
            tables.close();
        } catch (SQLException e) {
            LOG.warn("cannot close the checkpoint connection: {}", e.getMessage());
        }
    }
}
