package dev.streamslocal.engine;

import dev.streamslocal.engine.http.AccessRules;
import dev.streamslocal.engine.http.HttpLimits;
import dev.streamslocal.engine.http.HttpObserver;
import dev.streamslocal.engine.http.HttpOptions;
import dev.streamslocal.engine.http.HttpServer;
import dev.streamslocal.engine.stream.LiveLimits;

/** The parts of a real server: one database, the routes over it, and Netty in front. */
final class NettyParts implements ServerParts {
    private static final int EVENT_LOOPS_MAX = 4;

    @Override
    public Application open(ServerOptions options, Settings settings) {
        return new Streams(options, settings);
    }

    private static final class Streams implements Application {
        private final StreamEngine engine;
        private final Routes routes;

        Streams(ServerOptions options, Settings settings) {
            engine = new StreamEngine(options, settings);
            routes = new Routes(
                    engine.storage(),
                    engine.watches(),
                    options.clock(),
                    settings.bodyBytesMax(),
                    engine.readLimits(),
                    LiveLimits.STANDARD);
        }

        @Override
        public Listener listen(ServerOptions options, Settings settings) {
            var server = HttpServer.bind(httpOptions(options, settings).withObserver(observer(options)), routes);
            var figures = Periodic.start(
                    "streams-metrics-" + options.name(), settings.metricsMillis(), routes::recordInterval);
            return new Listener() {
                @Override
                public int port() {
                    return server.address().getPort();
                }

                @Override
                public void close() {
                    figures.close();
                    routes.close();
                    server.close();
                }
            };
        }

        private HttpObserver observer(ServerOptions options) {
            return options.requestLog()
                    .map(lines -> routes.observer().and(new RequestLog(options.clock(), lines)))
                    .orElse(routes.observer());
        }

        @Override
        public void close() {
            engine.close();
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
                HttpLimits.defaults(),
                options.clock(),
                HttpObserver.NONE);
    }

    // Half of the processors: the other half writes, reads the disk and runs the clients of the same machine.
    private static int eventLoops() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, EVENT_LOOPS_MAX);
    }
}
