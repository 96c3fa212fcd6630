package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that may block on SQLite to read. Each opens its own connection when it has its first work. */
final class ReaderPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

    private final Database database;
    private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(Sizes.READS_WAITING_MAX);
    private final List<Thread> threads = new ArrayList<>();

    /** A read; completes its reply on every path. */
    interface Work {
        void run(Tables tables) throws SQLException;

        /** Called instead of or after {@link #run} when that has thrown. */
        void failed(Exception cause);
    }

    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private volatile boolean closed;

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
        return waiting.size();
    }

    /** Open connections. */
    int connected() {
        return connected.get();
    }

    /** Whether the work was taken; if not, too much waits already or the pool is closed. */
    boolean offer(Work work) {
        if (closed || !waiting.offer(work)) {
            return false;
        }
        // Closed meanwhile: either a reader still comes to it, or it is taken back here.
        return !(closed && waiting.remove(work));
    }

    private void serve() {
        try {
            for (Work work = waiting.take(); work != STOP; work = waiting.take()) {
                serve(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeConnection();
        }
    }

    private final ThreadLocal<List<Tables>> connections = ThreadLocal.withInitial(ArrayList::new);

    private void serve(Work work) {
        active.incrementAndGet();
        try {
            work.run(connection());
        } catch (SQLException e) {
            closeConnection();
            fail(work, e);
        } catch (RuntimeException e) {
            fail(work, e);
        } catch (Error e) {
            fail(work, new IllegalStateException("a read failed: " + e, e));
        } finally {
            active.decrementAndGet();
        }
    }

    private static void fail(Work work, Exception cause) {
        try {
            work.failed(cause);
        } catch (RuntimeException e) {
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
        closed = true;
        for (int i = 0; i < threads.size(); i++) {
            Threads.uninterruptibly(() -> waiting.put(STOP));
        }
        threads.forEach(thread -> Threads.uninterruptibly(thread::join));
        for (Work work = waiting.poll(); work != null; work = waiting.poll()) {
            fail(work, new IllegalStateException("the storage is closed"));
        }
    }
}
