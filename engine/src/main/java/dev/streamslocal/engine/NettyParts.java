package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.engine.http.AccessRules;
import dev.streamslocal.engine.http.HttpLimits;
import dev.streamslocal.engine.http.HttpObserver;
import dev.streamslocal.engine.http.HttpOptions;
import dev.streamslocal.engine.http.HttpServer;
import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.storage.WritePermit;
import java.io.IOException;

/** The parts of a real server: one database, the routes over it, and Netty in front. */
final class NettyParts implements ServerParts {
    private static final int EVENT_LOOPS_MAX = 4;

    @Override
    public Application open(ServerOptions options, Settings settings, WritePermit permit) {
        return new Streams(options, settings, permit);
    }

    private static final class Streams implements Application {
        private final ServerOptions options;
        private final Settings settings;
        private final WritePermit permit;
        private final Traffic traffic = new Traffic();
        private volatile OpenStreams open;
        private boolean closed;

        Streams(ServerOptions options, Settings settings, WritePermit permit) {
            this.options = options;
            this.settings = settings;
            this.permit = permit;
            open = OpenStreams.of(options, settings, permit, traffic);
        }

        @Override
        public Listener listen(ServerOptions options, Settings settings) {
            var server = HttpServer.bind(
                    httpOptions(options, settings).withObserver(observer(options)),
                    exchange -> open.routes().dispatch(exchange));
            var figures = Periodic.start(
                    "streams-metrics-" + options.name(),
                    settings.metricsMillis(),
                    () -> open.routes().recordInterval());
            return new Listener() {
                @Override
                public int port() {
                    return server.address().getPort();
                }

                @Override
                public void close() {
                    figures.close();
                    open.routes().close();
                    server.close();
                }
            };
        }

        private HttpObserver observer(ServerOptions options) {
            return options.requestLog()
                    .map(lines -> traffic.and(new RequestLog(options.clock(), lines)))
                    .orElse(traffic);
        }

        @Override
        public synchronized void reset() {
            if (closed) {
                throw new IllegalStateException("the server is closed: " + options.name());
            }
            open.routes().close();
            open.engine().deleteAll();
            open.engine().close();
            deleteDatabase();
            open = OpenStreams.of(options, settings, permit, traffic);
        }

        private void deleteDatabase() {
            try {
                options.directory().deleteDatabase();
            } catch (IOException e) {
                throw new StartException(Fault.DIRECTORY, "cannot delete the database: " + e, e);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            open.engine().close();
        }
    }

    /** One database and the routes over it. */
    private record OpenStreams(StreamEngine engine, Routes routes) {

        static OpenStreams of(ServerOptions options, Settings settings, WritePermit permit, Traffic traffic) {
            var engine = new StreamEngine(options, settings, permit);
            var routes = new Routes(
                    engine.storage(),
                    engine.watches(),
                    options.clock(),
                    settings.bodyBytesMax(),
                    engine.readLimits(),
                    LiveLimits.STANDARD,
                    traffic);
            return new OpenStreams(engine, routes);
        }
    }

    private static HttpOptions httpOptions(ServerOptions options, Settings settings) {
        return new HttpOptions(
                options.hostname(),
                options.port(),
                eventLoops(),
                settings.bodyBytesMax(),
                AccessRules.of(options.hostname(), options.allowHosts(), options.allowOrigins(), options.allowRemote())
                        .withApiKey(options.apiKey()),
                HttpLimits.defaults().withCloseGraceMillis(options.closeGrace().toMillis()),
                options.clock(),
                HttpObserver.NONE);
    }

    // Half of the processors: the other half writes, reads the disk and runs the clients of the same machine.
    private static int eventLoops() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, EVENT_LOOPS_MAX);
    }
}
