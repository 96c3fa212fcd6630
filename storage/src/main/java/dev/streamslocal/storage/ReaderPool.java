package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that may block on SQLite to read. Each opens its own connection when it has its first work; work goes to the thread that
 * was idle for the shortest time, whose connection and caches are the warmest.
 */
final class ReaderPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

    private final Database database;
    private final List<Thread> threads = new ArrayList<>();

    private final Lock lock = new ReentrantLock();

    /** Guarded by the lock, as are the next two; empty as long as a thread is idle. */
    private final Queue<Work> waiting = new ArrayDeque<>();

    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    /** A thread without work. */
    private final class Idle {
        private final Condition handed = lock.newCondition();
        private @Nullable Work work;

        Work await() {
            while (work == null) {
                handed.awaitUninterruptibly();
            }
            return work;
        }
    }

    /** A read; completes its reply on every path. */
    interface Work {
        void run(Tables tables) throws SQLException;

        /** Called instead of or after {@link #run} when that has thrown. */
        void failed(Exception cause);
    }

    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();

    private static final Work STOP = new Work() {
        @Override
        public void run(Tables tables) {}

        @Override
        public void failed(Exception cause) {}
    };

    ReaderPool(Database database, int readers) {
        this.database = database;
        for (int i = 0; i < readers; i++) {
            threads.add(Thread.ofPlatform().name("streams-reader-" + i).daemon().start(this::serve));
        }
    }

    int readers() {
        return threads.size();
    }

    /** Works that are on a thread now. */
    int active() {
        return active.get();
    }

    int waiting() {
        return locked(waiting::size);
    }

    /** Threads that wait for work. */
    int idle() {
        return locked(idle::size);
    }

    /** Open connections. */
    int connected() {
        return connected.get();
    }

    /** Whether the work was taken; if not, too much waits already or the pool is closed. */
    boolean offer(Work work) {
        return locked(() -> {
            if (closed || waiting.size() >= Sizes.READS_WAITING_MAX) {
                return false;
            }
            give(work);
            return true;
        });
    }

    private void give(Work work) {
        Idle thread = idle.poll();
        if (thread == null) {
            waiting.add(work);
        } else {
            thread.work = work;
            thread.handed.signal();
        }
    }

    private Work take() {
        return locked(() -> {
            Work work = waiting.poll();
            if (work != null) {
                return work;
            }
            Idle thread = new Idle();
            idle.push(thread);
            return thread.await();
        });
    }

    private <T> T locked(Supplier<T> part) {
        lock.lock();
        try {
            return part.get();
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        try {
            for (Work work = take(); work != STOP; work = take()) {
                active.incrementAndGet();
                serve(work);
                active.decrementAndGet();
            }
        } finally {
            closeConnection();
        }
    }

    private final ThreadLocal<List<Tables>> connections = ThreadLocal.withInitial(ArrayList::new);

    /** Does the work on the calling thread, which is one of these. */
    void serve(Work work) {
        try {
            work.run(connection());
        } catch (SQLException e) {
            closeConnection();
            fail(work, e);
        } catch (RuntimeException e) {
            fail(work, e);
        } catch (Error e) {
            fail(work, new IllegalStateException("a read failed: " + e, e));
        }
    }

    private static void fail(Work work, Exception cause) {
        try {
            work.failed(cause);
        } catch (RuntimeException | Error e) {
            LOG.error("an answer was not taken", e);
        }
    }

    private Tables connection() throws SQLException {
        List<Tables> own = connections.get();
        if (own.isEmpty()) {
            own.add(database.reader());
            connected.incrementAndGet();
        }
        return own.getFirst();
    }

    private void closeConnection() {
        for (Tables tables : connections.get()) {
            try {
                connected.decrementAndGet();
                tables.close();
            } catch (SQLException e) {
                LOG.warn("cannot close a reader's connection: {}", e.getMessage());
            }
        }
        connections.remove();
    }

    /** Serves what waits, then ends the threads. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            threads.forEach(thread -> give(STOP));
        } finally {
            lock.unlock();
        }
        threads.forEach(thread -> Threads.uninterruptibly(thread::join));
    }
}
