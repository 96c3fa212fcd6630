package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Query;
import dev.streamslocal.protocol.Durations;
import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;

/**
 * The parameters of a read, checked in the order of contract 10 §6.1.
 *
 * @param timeoutMillis wait the request asks for, or {@link #NO_TIMEOUT}
 * @param cursor the text of the {@code cursor} parameter, empty without one
 */
record ReadQuery(ReadFormat format, RoutingKey key, LiveMode live, long timeoutMillis, ReadStart start, String cursor) {

    static final long NO_TIMEOUT = -1;

    /**
     * Reads the query of a request to a stream that is JSON or is not.
     *
     * @param pathKey key of a {@code /pk/{key}} path; it wins over the parameter
     * @throws ProtocolException 400 for the first parameter that is wrong
     */
    static ReadQuery parse(Query query, RoutingKey pathKey, boolean json) {
        var format = ReadFormat.parse(query.first("format"), json);
        var key = key(query, pathKey);
        if (!query.first("filter").isBlank()) {
            throw new ProtocolException(Problem.notImplemented("filter"));
        }
        var live = LiveMode.parse(query.first("live"));
        var timeoutMillis = timeoutMillis(query);
        return new ReadQuery(format, key, live, timeoutMillis, start(query, live), query.first("cursor"));
    }

    private static RoutingKey key(Query query, RoutingKey pathKey) {
        return pathKey.present() ? pathKey : RoutingKey.filter(query.first("key"));
    }

    private static long timeoutMillis(Query query) {
        var text = query.first("timeout").isEmpty() ? query.first("timeout_ms") : query.first("timeout");
        return Durations.timeoutMillis(text, NO_TIMEOUT);
    }

    private static ReadStart start(Query query, LiveMode live) {
        if (query.has("offset")) {
            return offset(query);
        }
        var since = query.first("since");
        if (!since.isEmpty()) {
            return new ReadStart.Since(Timestamps.parse(since));
        }
        if (live != LiveMode.CATCH_UP) {
            throw ProtocolException.badRequest("missing offset");
        }
        return new ReadStart.At(Offset.START.position());
    }

    private static ReadStart offset(Query query) {
        if (query.count("offset") > 1) {
            throw ProtocolException.badRequest("more than one offset");
        }
        var text = query.first("offset");
        return text.equals("now")
                ? new ReadStart.Tail()
                : new ReadStart.At(Offset.parse(text).position());
    }
}
