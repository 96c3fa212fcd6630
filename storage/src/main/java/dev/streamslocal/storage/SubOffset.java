package dev.streamslocal.storage;

import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import java.sql.SQLException;

/**
 * Where a fork begins, which with a sub-offset is within the request behind its offset (contract 10 §11.2), and at what time. Reads what
 * has to be looked at; blocks on SQLite.
 */
final class SubOffset {

    private SubOffset() {}

    static ForkStart resolve(Stream source, ForkPoint point, PageReader reader, Tables tables) throws SQLException {
        long tail = source.head().tail();
        long anchor = point.position() == ForkPoint.TAIL ? tail : point.position();
        if (anchor > tail) {
            return ForkStart.beyond(anchor, tail);
        }
        if (point.subOffset() == 0) {
            return ForkStart.at(anchor, millisBefore(source, anchor, reader, tables));
        }
        if (anchor == tail) {
            return beyond(point, 0, source.json());
        }
        return source.json()
                ? messages(source, anchor, point, reader, tables)
                : bytes(source, anchor, point, reader, tables);
    }

    private static ForkStart messages(Stream source, long anchor, ForkPoint point, PageReader reader, Tables tables)
            throws SQLException {
        long end = anchor;
        while (end - anchor < point.subOffset()) {
            Slice next = read(source, end, reader, tables);
            Runs runs = next.batch().runs();
            int run = runs.holding(next.first());
            boolean sameRequest = end == anchor || (run == 0 && next.first() == 0 && runs.continued());
            if (!sameRequest) {
                return beyond(point, end - anchor, true);
            }
            end = Math.min(Extent.endOf(source, end), next.batch().first() + runs.ends()[run]);
            if (end == source.head().tail()) {
                break;
            }
        }
        if (point.subOffset() > end - anchor) {
            return beyond(point, end - anchor, true);
        }
        long first = anchor + point.subOffset();
        return ForkStart.at(first, millisBefore(source, first, reader, tables));
    }

    private static ForkStart bytes(Stream source, long anchor, ForkPoint point, PageReader reader, Tables tables)
            throws SQLException {
        Slice message = read(source, anchor, reader, tables);
        if (point.subOffset() > message.length()) {
            return beyond(point, message.length(), false);
        }
        Messages prefix = Messages.bytes(message.bytes(), message.offset(), (int) point.subOffset());
        Runs runs = message.batch().runs();
        RoutingKey key = runs.keys()[runs.holding(message.first())];
        return new ForkStart.At(anchor, prefix, key, millisBefore(source, anchor, reader, tables));
    }

    /** When the message before a position was appended. */
    private static long millisBefore(Stream source, long position, PageReader reader, Tables tables)
            throws SQLException {
        if (position == 0) {
            return Long.MIN_VALUE;
        }
        Slice last = read(source, position - 1, reader, tables);
        Runs runs = last.batch().runs();
        return runs.millis()[runs.holding(last.first())];
    }

    private static Slice read(Stream source, long position, PageReader reader, Tables tables) throws SQLException {
        return reader.read(new PageRequest(source, position, RoutingKey.NONE, Long.MAX_VALUE, 1), tables)
                .slices()
                .getFirst();
    }

    private static ForkStart.Nowhere beyond(ForkPoint point, long there, boolean json) {
        return new ForkStart.Nowhere("Stream-Fork-Sub-Offset is beyond the data: " + point.subOffset() + " of " + there
                + (json ? " messages" : " bytes"));
    }
}
