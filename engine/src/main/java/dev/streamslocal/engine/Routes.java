package dev.streamslocal.engine;

import dev.streamslocal.engine.http.Dispatcher;
import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.Method;
import dev.streamslocal.engine.inspect.MetricsEmitter;
import dev.streamslocal.engine.inspect.MetricsEndpoint;
import dev.streamslocal.engine.inspect.ServerEndpoint;
import dev.streamslocal.engine.stream.AppendEndpoint;
import dev.streamslocal.engine.stream.CreateEndpoint;
import dev.streamslocal.engine.stream.DeleteEndpoint;
import dev.streamslocal.engine.stream.HeadEndpoint;
import dev.streamslocal.engine.stream.HealthEndpoint;
import dev.streamslocal.engine.stream.ListEndpoint;
import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadEndpoint;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.engine.stream.ReportEndpoint;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.protocol.DotSegments;
import dev.streamslocal.protocol.Problem;
import dev.streamslocal.protocol.ProtocolException;
import dev.streamslocal.protocol.StreamPath;
import dev.streamslocal.protocol.StreamPath.Reserved;
import dev.streamslocal.protocol.StreamPath.Target;
import dev.streamslocal.storage.Storage;
import java.time.InstantSource;

/**
 * The whole HTTP surface on one page: method and path to endpoint (contract 10 §1). Called on the event loops.
 *
 * {@snippet class="dev.streamslocal.engine.examples.InnerExamplesIT" region="routes"}
 */
public final class Routes implements Dispatcher {
    private final HealthEndpoint health;
    private final MetricsEndpoint metrics;
    private final ListEndpoint list;
    private final CreateEndpoint create;
    private final AppendEndpoint append;
    private final ReadEndpoint read;
    private final HeadEndpoint head;
    private final DeleteEndpoint delete;
    private final ReportEndpoint report;
    private final ServerEndpoint server;
    private final MetricsEmitter emitter;
    private volatile boolean closing;

    /**
     * @param watches hears the commits of {@code storage}
     * @param bodyBytesMax largest request body the server keeps
     * @param traffic hears what becomes of the requests, for the figures that these routes show
     */
    public Routes(
            Storage storage,
            Watches watches,
            InstantSource clock,
            int bodyBytesMax,
            ReadLimits readLimits,
            LiveLimits liveLimits,
            Traffic traffic) {
        this.health = new HealthEndpoint();
        this.emitter = new MetricsEmitter(storage, traffic, clock);
        this.metrics = new MetricsEndpoint(storage, watches, traffic, clock, emitter::series);
        this.list = new ListEndpoint(storage);
        this.create = new CreateEndpoint(storage, clock, bodyBytesMax);
        this.append = new AppendEndpoint(storage, clock, bodyBytesMax, traffic);
        this.read = new ReadEndpoint(storage, watches, clock, readLimits, liveLimits, traffic);
        this.head = new HeadEndpoint(storage, clock);
        this.delete = new DeleteEndpoint(storage, clock);
        this.server = new ServerEndpoint(storage, watches, clock, emitter::series);
        this.report = new ReportEndpoint(storage, watches, clock, readLimits, liveLimits);
    }

    /** Ends an interval of the metrics stream; called by one thread, every so often. */
    void recordInterval() {
        emitter.tick();
    }

    /** From now on every request is answered 503. */
    public void close() {
        closing = true;
    }

    @Override
    public void dispatch(Exchange exchange) {
        if (closing) {
            throw new ProtocolException(Problem.shuttingDown());
        }
        var path = DotSegments.resolve(exchange.request().rawPath());
        var get = exchange.request().method() == Method.GET;
        switch (path) {
            case "/health" -> health.answer(exchange);
            case "/metrics" -> metrics.answer(exchange);
            case "/v1/server/_details" -> {
                requireGet(get);
                server.details(exchange);
            }
            case "/v1/server/_mem" -> {
                requireGet(get);
                server.memory(exchange);
            }
            case "/v1/traces", "/v1/observe/request" -> throw notYet(path);
            case "/v1/streams" -> {
                requireGet(get);
                list.answer(exchange);
            }
            default -> below(exchange, StreamPath.parse(path));
        }
    }

    private static void requireGet(boolean get) {
        if (!get) {
            throw notFound();
        }
    }

    private void below(Exchange exchange, StreamPath path) {
        switch (path) {
            case Reserved reserved ->
                throw ControlRoutes.known(reserved.rawPath()) ? notYet("__ds" + reserved.rawPath()) : notFound();
            case Target target -> stream(exchange, target);
        }
    }

    private void stream(Exchange exchange, Target target) {
        switch (target.sub()) {
            case NONE, PK -> messages(exchange, target);
            case DETAILS -> report.details(exchange, target);
            case INDEX_STATUS -> report.indexStatus(exchange, target);
            case SCHEMA -> throw notYet("_schema");
            case PROFILE -> throw notYet("_profile");
            case SEARCH -> throw notYet("_search");
            case AGGREGATE -> throw notYet("_aggregate");
            case ROUTING_KEYS -> throw notYet("_routing_keys");
            case OTLP_TRACES -> throw notYet("_otlp/v1/traces");
            case TOUCH_TEMPLATES -> throw notYet("touch/templates/activate");
            case TOUCH_META -> throw notYet("touch/meta");
            case TOUCH_WAIT -> throw notYet("touch/wait");
        }
    }

    /** The stream itself, perhaps by one key. */
    private void messages(Exchange exchange, Target target) {
        switch (exchange.request().method()) {
            case PUT -> create.answer(exchange, target);
            case POST -> append.answer(exchange, target);
            case GET -> read.answer(exchange, target);
            case HEAD -> head.answer(exchange, target);
            case DELETE -> delete.answer(exchange, target);
            // A preflight is answered before the routes.
            case OPTIONS, OTHER -> throw ProtocolException.badRequest("unsupported method");
        }
    }

    private static ProtocolException notYet(String what) {
        return new ProtocolException(Problem.notImplemented(what));
    }

    private static ProtocolException notFound() {
        return new ProtocolException(Problem.notFound());
    }
}
