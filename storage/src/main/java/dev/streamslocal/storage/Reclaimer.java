package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Gives the space of removed streams back to the file, a few rows a transaction. Confined to the writer thread. */
final class Reclaimer {

    private final Deque<Long> streams = new ArrayDeque<>();
    private int emptied;

    void add(long stream) {
        streams.add(stream);
    }

    boolean isDue() {
        return !streams.isEmpty();
    }

    /** Deletes some rows in the caller's transaction. */
    void step(Tables tables) throws SQLException {
        emptied = 0;
        for (long stream : streams) {
            if (emptied >= Sizes.PURGE_STREAMS || tables.batches.purge(stream) > 0 || tables.keys.purge(stream) > 0) {
                return;
            }
            tables.producers.purge(stream);
            tables.streams.purge(stream);
            emptied++;
        }
    }

    /** Goes on behind the streams that the last step has emptied, after its COMMIT. */
    void publish() {
        for (; emptied > 0; emptied--) {
            streams.remove();
        }
    }

    void abandon() {
        emptied = 0;
    }
}
