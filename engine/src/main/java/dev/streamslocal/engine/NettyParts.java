package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.engine.http.AccessRules;
import dev.streamslocal.engine.http.HttpLimits;
import dev.streamslocal.engine.http.HttpOptions;
import dev.streamslocal.engine.http.HttpServer;
import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageException;
import dev.streamslocal.storage.StorageOptions;
import java.nio.file.Path;

/** The parts of a real server: one database, the routes over it, and Netty in front. */
final class NettyParts implements ServerParts {
    private static final int EVENT_LOOPS_MAX = 4;

    @Override
    public Application open(ServerOptions options, Settings settings) {
        return new Streams(options, settings);
    }

    private static final class Streams implements Application {
        private final Opened opened = new Opened();
        private final Routes routes;

        Streams(ServerOptions options, Settings settings) {
            var watches = new Watches();
            var storage = opened.add(openStorage(options, settings, watches));
            this.routes = new Routes(
                    storage,
                    watches,
                    options.clock(),
                    settings.bodyBytesMax(),
                    new ReadLimits(settings.pageBytesMax(), settings.pageRecordsMax()),
                    LiveLimits.STANDARD);
            opened.add(ExpirySweeper.start(
                    options.name(), settings.sweepMillis(), () -> storage.sweep(settings.sweepLimit())));
        }

        @Override
        public Listener listen(ServerOptions options, Settings settings) {
            var server = HttpServer.bind(httpOptions(options, settings), routes);
            return new Listener() {
                @Override
                public int port() {
                    return server.address().getPort();
                }

                @Override
                public void close() {
                    routes.close();
                    server.close();
                }
            };
        }

        @Override
        public void close() {
            opened.closeAll();
        }
    }

    private static Storage openStorage(ServerOptions options, Settings settings, Watches watches) {
        var file = options.directory().database();
        try {
            return Storage.open(storageOptions(file, options, settings).observer(watches));
        } catch (StorageException e) {
            throw new StartException(Fault.DATABASE, e);
        }
    }

    private static StorageOptions storageOptions(Path file, ServerOptions options, Settings settings) {
        return StorageOptions.of(file)
                .clock(options.clock())
                .queue(settings.queueRequestsMax(), Limits.QUEUE_BYTES_MAX)
                .batchRequestsMax(settings.batchRequestsMax())
                .backlogBytesMax(settings.backlogBytesMax());
    }

    private static HttpOptions httpOptions(ServerOptions options, Settings settings) {
        return new HttpOptions(
                options.hostname(),
                options.port(),
                eventLoops(),
                settings.bodyBytesMax(),
                AccessRules.of(options.hostname(), options.allowHosts(), options.allowOrigins(), options.allowRemote()),
                HttpLimits.defaults(),
                options.clock());
    }

    // Half of the processors: the other half writes, reads the disk and runs the clients of the same machine.
    private static int eventLoops() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, EVENT_LOOPS_MAX);
    }
}
