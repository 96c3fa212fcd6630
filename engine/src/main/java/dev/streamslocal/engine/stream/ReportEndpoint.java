package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Method;
import dev.streamslocal.protocol.Durations;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.Storage;
import java.time.InstantSource;

/** {@code _details} and {@code _index_status} of a stream, now or once they change (contract 50 §9.5). Does not count as a use of it. */
public final class ReportEndpoint {
    private final LiveContext context;
    private final StreamLookup lookup;

    public ReportEndpoint(Storage storage, Watches watches, InstantSource clock, ReadLimits limits, LiveLimits waits) {
        this.context = new LiveContext(storage, watches, clock, limits, waits);
        this.lookup = new StreamLookup(storage, clock);
    }

    public void details(Exchange exchange, Target target) {
        answer(exchange, target, StreamReport.Kind.DETAILS);
    }

    public void indexStatus(Exchange exchange, Target target) {
        answer(exchange, target, StreamReport.Kind.INDEX_STATUS);
    }

    private void answer(Exchange exchange, Target target, StreamReport.Kind kind) {
        if (exchange.request().method() != Method.GET) {
            throw ProtocolException.badRequest("unsupported method");
        }
        var stream = lookup.live(target.name());
        var query = exchange.request().query();
        var live = LiveMode.parse(query.first("live"));
        if (live == LiveMode.SSE) {
            throw ProtocolException.badRequest("invalid live mode");
        }
        var asked = query.first("timeout").isEmpty() ? query.first("timeout_ms") : query.first("timeout");
        var millis = context.waits().longPollMillis(Durations.timeoutMillis(asked, ReadQuery.NO_TIMEOUT));
        var known = exchange.request().listHeader(Headers.IF_NONE_MATCH);
        new ReportReader(context, exchange, stream, kind, known, live == LiveMode.CATCH_UP ? 0 : millis).start();
    }
}
