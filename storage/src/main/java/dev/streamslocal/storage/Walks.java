package dev.streamslocal.storage;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where readers that walk through streams will go on, with rows for their next page: the one in which the last page has ended, and those
 * that were read ahead. Rows are let go of once they were used, so that a walk leaves nothing behind. Any thread.
 */
final class Walks {

    /** Readers that are waited for at the same time. */
    private static final int PLACES_MAX = 1024;

    /** How long a reader is waited for when there is no room for another. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private final long bytesMax;
    private final LongSupplier nanos;

    /** By the rowid that a row would have which begins where the page does. The one that is waited for longest is the first. */
    private final Map<Long, Walk> walks = new LinkedHashMap<>();

    private long bytes;

    /** @param nanos a time that never falls */
    Walks(long bytesMax, LongSupplier nanos) {
        this.bytesMax = bytesMax;
        this.nanos = nanos;
    }

    private static final class Walk {
        private final long since;
        private List<Batch> rows = List.of();
        private boolean reading;
        private boolean ahead;
        private @Nullable Runnable waiting;

        Walk(long since) {
            this.since = since;
        }
    }

    /**
     * Rows that are being read ahead.
     *
     * @param rows those that were there before
     */
    record Ahead(long place, Walk walk, List<Batch> rows) {}

    /** The rows for a page that begins here, perhaps none; null if nobody is waited for, or while they are read. */
    synchronized @Nullable List<Batch> rows(long place) {
        Walk walk = walks.get(place);
        return walk == null || walk.reading ? null : walk.rows;
    }

    /**
     * Has {@code then} run on the thread that reads rows ahead for a page that begins here, as soon as they are there. False if no thread
     * does, or if somebody waits for them already: one reader uses them up.
     */
    synchronized boolean whenRead(long place, Runnable then) {
        Walk walk = walks.get(place);
        if (walk == null || !walk.reading || walk.waiting != null) {
            return false;
        }
        walk.waiting = then;
        return true;
    }

    /** The next page of a reader is going to begin here, in these rows. */
    synchronized void expect(long place, List<Batch> rows) {
        end(place);
        if (walks.size() < PLACES_MAX || giveUpOldest()) {
            Walk walk = new Walk(nanos.getAsLong());
            walks.put(place, walk);
            if (hasRoom(weight(rows))) {
                keep(walk, rows);
            }
        }
    }

    /** The page that begins here was read. */
    synchronized void end(long place) {
        Walk walk = walks.remove(place);
        if (walk != null) {
            keep(walk, List.of());
        }
    }

    /**
     * The rows that are there for the page that begins here: whoever gets them has to {@link #bring} them with those behind them. Null if
     * somebody else does or did so, or if there is no room for {@code more} bytes.
     */
    synchronized @Nullable Ahead beginAhead(long place, long more) {
        Walk walk = walks.get(place);
        if (walk == null || walk.reading || walk.ahead || !hasRoom(more)) {
            return null;
        }
        walk.reading = true;
        return new Ahead(place, walk, walk.rows);
    }

    /** Keeps the rows if their reader is still expected, and runs whoever waits for them. */
    void bring(Ahead ahead, List<Batch> rows) {
        Runnable waiting = end(ahead, rows);
        if (waiting != null) {
            waiting.run();
        }
    }

    private synchronized @Nullable Runnable end(Ahead ahead, List<Batch> rows) {
        Walk walk = ahead.walk;
        walk.reading = false;
        walk.ahead = true;
        if (walks.get(ahead.place) == walk) {
            keep(walk, rows);
        }
        Runnable waiting = walk.waiting;
        walk.waiting = null;
        return waiting;
    }

    private boolean hasRoom(long more) {
        boolean room = more <= bytesMax - bytes;
        while (!room && giveUpOldest()) {
            room = more <= bytesMax - bytes;
        }
        return room;
    }

    /** Whether there was one that was waited for long enough. */
    private boolean giveUpOldest() {
        Iterator<Walk> oldest = walks.values().iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        Walk walk = oldest.next();
        if (walk.reading || nanos.getAsLong() - walk.since < PATIENCE_NANOS) {
            return false;
        }
        keep(walk, List.of());
        oldest.remove();
        return true;
    }

    private void keep(Walk walk, List<Batch> rows) {
        bytes += weight(rows) - weight(walk.rows);
        walk.rows = rows;
    }

    private static long weight(List<Batch> rows) {
        long weight = 0;
        for (Batch row : rows) {
            weight += row.weight();
        }
        return weight;
    }

    /** Bytes of the rows it holds, about. */
    synchronized long weight() {
        return bytes;
    }
}
