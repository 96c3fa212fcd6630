package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Gives the space of removed streams back to the file, a little in each transaction. Confined to the writer thread. */
final class Reclaimer {

    private final Pace pace;
    private final Deque<Long> streams = new ArrayDeque<>();
    private int emptied;

    Reclaimer(Pace pace) {
        this.pace = pace;
    }

    void add(long stream) {
        streams.add(stream);
    }

    boolean isDue() {
        return !streams.isEmpty();
    }

    /** Deletes some rows in the caller's transaction, and forgets up to {@code streamsMax} streams of which none is left. */
    void step(Tables tables, int streamsMax) throws SQLException {
        emptied = 0;
        long bytes = pace.purgeBytes();
        int entries = pace.purgeEntries();
        for (long stream : streams) {
            if (emptied >= streamsMax) {
                return;
            }
            for (long deleted = -1; deleted != 0; bytes -= deleted) {
                if (bytes <= 0) {
                    return;
                }
                deleted = tables.batches.purge(stream, bytes);
            }
            entries -= tables.keys.purge(stream, entries);
            entries -= tables.producers.purge(stream, entries);
            entries -= tables.registry.purge(stream, entries);
            if (entries <= 0) {
                return;
            }
            tables.profiles.purge(stream);
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
