package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.Optional;

/** Finds the first message that is not older than a time; append times of a stream never fall. */
final class TimeSearch {

    private TimeSearch() {}

    /** The position, if the newest batches decide it; the tail if all messages are older. */
    static Optional<Long> inMemory(Head head, long millis) {
        Recent recent = head.recent();
        if (head.tail() == 0 || head.lastMillis() < millis) {
            return Optional.of(head.tail());
        }
        if (recent.size() == 0 || (head.merged() > 0 && recent.get(0).runs().firstMillis() >= millis)) {
            return Optional.empty();
        }
        for (int i = 0; i < recent.size(); i++) {
            if (recent.get(i).runs().lastMillis() >= millis) {
                return Optional.of(inBatch(recent.get(i), millis));
            }
        }
        return Optional.of(head.tail());
    }

    /** The position, wherever it lies; blocks on SQLite. */
    static long inTables(Stream stream, Head head, long millis, PageReader reader, Tables tables) throws SQLException {
        for (Extent extent = Extent.inherited(stream, 0); extent != null; extent = extent.next()) {
            long position = inExtent(extent, millis, reader, tables);
            if (position < extent.to()) {
                return position;
            }
        }
        return inExtent(Extent.own(stream, head), millis, reader, tables);
    }

    /** The position in an extent; its end if all its messages are older. */
    private static long inExtent(Extent extent, long millis, PageReader reader, Tables tables) throws SQLException {
        Stream stream = extent.stream();
        long low = extent.from();
        long high = extent.merged();
        while (low < high) {
            long middle = (low + high) >>> 1;
            BatchTable.Span span = tables.batches
                    .span(stream.id(), middle)
                    .filter(row -> middle < row.next())
                    .orElseThrow(() -> new DamagedBatch(stream, middle));
            if (span.lastMillis() < millis) {
                low = span.next();
            } else {
                high = span.first();
            }
        }
        if (low > extent.from()) {
            checkBefore(stream, low, millis, reader, tables);
        }
        return low < extent.merged()
                ? Math.min(extent.to(), inBatch(loadChecked(stream, low, millis, reader, tables), millis))
                : inRecent(extent, millis);
    }

    private static long inRecent(Extent extent, long millis) {
        Recent recent = extent.head().recent();
        for (int i = 0; i < recent.size() && recent.get(i).first() < extent.to(); i++) {
            if (recent.get(i).runs().lastMillis() >= millis) {
                return Math.min(extent.to(), inBatch(recent.get(i), millis));
            }
        }
        return extent.to();
    }

    /** The row that the search has found by times that no checksum has covered yet. */
    private static Batch loadChecked(Stream stream, long first, long millis, PageReader reader, Tables tables)
            throws SQLException {
        Batch batch = reader.load(stream, first, tables);
        if (batch.runs().lastMillis() < millis) {
            throw new DamagedBatch(stream, first);
        }
        return batch;
    }

    /** The row before it must be older: a damaged time may have led the search past what it looks for. */
    private static void checkBefore(Stream stream, long position, long millis, PageReader reader, Tables tables)
            throws SQLException {
        long first = tables.batches.floor(stream.id(), position - 1);
        if (first < 0 || reader.load(stream, first, tables).runs().lastMillis() >= millis) {
            throw new DamagedBatch(stream, Math.max(first, 0));
        }
    }

    private static long inBatch(Batch batch, long millis) {
        Runs runs = batch.runs();
        int run = 0;
        while (runs.millis()[run] < millis) {
            run++;
        }
        return batch.first() + runs.begin(run);
    }
}
