package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Response;
import dev.streamslocal.engine.http.Timer;
import dev.streamslocal.protocol.ETag;
import dev.streamslocal.protocol.Headers;
import dev.streamslocal.storage.Stream;

/**
 * Answers one request with a report that the client does not know yet, or with 304 when the time ends. Confined to the event loop of
 * its exchange.
 */
final class ReportReader {
    private final LiveContext context;
    private final Exchange exchange;
    private final Stream stream;
    private final StreamReport.Kind kind;
    private final String known;
    private final long waitMillis;
    private final Watch watch;
    private Timer deadline = LiveContext.NO_TIMER;
    private boolean late;
    private boolean done;

    /**
     * @param known the entity tags that the client has, as {@code If-None-Match} names them
     * @param waitMillis how long to wait for another report; 0 is not at all
     */
    ReportReader(
            LiveContext context,
            Exchange exchange,
            Stream stream,
            StreamReport.Kind kind,
            String known,
            long waitMillis) {
        this.context = context;
        this.exchange = exchange;
        this.stream = stream;
        this.kind = kind;
        this.known = known;
        this.waitMillis = waitMillis;
        this.watch = context.watches().watchForReport(stream.id(), exchange.loop(), new Guarded(exchange, this::look));
    }

    void start() {
        late = waitMillis == 0;
        look();
    }

    private void look() {
        if (done) {
            return;
        }
        var gone = context.gone(stream);
        if (gone.isPresent()) {
            close();
            exchange.reply(Response.problem(gone.get()));
            return;
        }
        var report = new StreamReport(kind, stream);
        if (!ETag.matches(known, report.tag())) {
            answer(report);
        } else if (late) {
            close();
            exchange.reply(
                    Response.status(304).header(Headers.ETAG, report.tag()).header(StreamReplies.NO_STORE));
        } else if (!watch.isOpen()) {
            startWaiting();
        }
    }

    private void startWaiting() {
        exchange.unlimited();
        exchange.onGone(this::close);
        watch.open();
        deadline = exchange.schedule(waitMillis, this::timeUp);
        // What was committed before the watch was open wakes nobody.
        look();
    }

    private void timeUp() {
        late = true;
        look();
    }

    private void answer(StreamReport report) {
        close();
        if (report.namesDatabase()) {
            context.storage().databaseBytes(new OnLoop<>(exchange, bytes -> reply(report, bytes)));
        } else {
            reply(report, 0);
        }
    }

    private void reply(StreamReport report, long databaseBytes) {
        exchange.reply(Response.json(200, report.body(databaseBytes)).header(Headers.ETAG, report.tag()));
    }

    private void close() {
        done = true;
        watch.close();
        deadline.cancel();
    }
}
