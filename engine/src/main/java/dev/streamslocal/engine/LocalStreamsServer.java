package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.storage.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the door for embedders and for the command line (contract 50 §6).
 *
 * <p>Started and closed on the caller's threads; brings all threads it needs and ends them again. Several may run in one
 * process under different names.
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="server"}
 */
public final class LocalStreamsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStreamsServer.class);

    /** How the system's own transport begins its messages. */
    private static final String SYSTEM_CALL = "^[a-z]+\\(\\.\\.\\) failed with error\\(-\\d+\\): ";

    private final ServerOptions options;
    private final Opened opened = new Opened();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Running running;

    private LocalStreamsServer(ServerOptions options, ServerParts parts) {
        this.options = options;
        try {
            this.running = open(parts);
        } catch (RuntimeException | Error e) {
            opened.closeAll(e);
            throw e;
        }
    }

    /**
     * Starts a server and returns once it answers.
     *
     * @throws StartException if it cannot; nothing is left open then
     */
    public static LocalStreamsServer start(ServerOptions options) {
        return start(options, new NettyParts());
    }

    static LocalStreamsServer start(ServerOptions options, ServerParts parts) {
        return new LocalStreamsServer(options, parts);
    }

    public Exports exports() {
        return running.exports();
    }

    /**
     * Deletes every stream, and its bytes on disk with it; port, URL and idle connections stay. Live reads end, and what arrives
     * meanwhile is answered 503.
     *
     * @throws StartException if the new database cannot be opened; the server is of no use then but to be closed
     * @throws IllegalStateException if the server is closed
     */
    public void reset() {
        running.application().reset();
    }

    /** Stops serving and gives everything back. A second call returns at once, also while the first one runs. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            LOG.info("server {} stops", options.name());
            opened.closeAll();
        }
    }

    private Running open(ServerParts parts) {
        var address = new ListenAddress(options.hostname(), options.port());
        address.check(options.allowRemote());
        var lock = opened.add(options.directory().lock(options, this::stopWithoutLock));
        var serverFile = opened.add(new OwnServerFile(options.directory()));
        var settings = Settings.read(options);
        var application = opened.add(parts.open(options, settings, lock::isFresh));
        var listener = opened.add(listen(application, address, settings));
        LOG.info("server {} listens on {}", options.name(), address.url(listener.port()));
        var exports = serverFile.write(address.url(listener.port()), listener.port(), options);
        return new Running(application, exports);
    }

    private ServerParts.Listener listen(ServerParts.Application application, ListenAddress address, Settings settings) {
        try {
            return application.listen(options, settings);
        } catch (UncheckedIOException e) {
            var reason = reason(e);
            var hint = reason.contains("in use") ? " (EADDRINUSE)" + PortOwner.hint(options) : "";
            throw new StartException(Fault.ADDRESS, "cannot listen on " + address + ": " + reason + hint, e);
        }
    }

    /** What the operating system said, below what was wrapped around it. */
    private static String reason(Throwable failure) {
        var deepest = failure;
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        return String.valueOf(deepest.getMessage()).replaceFirst(SYSTEM_CALL, "");
    }

    // Another process may write to the same files from now on: stop first, explain afterwards.
    private void stopWithoutLock(String reason) {
        LOG.error("{}: the server {} stops", reason, options.name());
        try {
            close();
        } catch (IllegalStateException e) {
            LOG.error("server {} did not close cleanly", options.name(), e);
        }
        options.onLockLost().accept(reason);
    }

    private record Running(ServerParts.Application application, Exports exports) {}

    /** The {@code server.json} of one run: a stale one goes at once, our own one with the server. */
    private static final class OwnServerFile implements AutoCloseable {
        private final ServerDirectory directory;
        private final ServerFile file;
        private final long pid = ProcessHandle.current().pid();

        OwnServerFile(ServerDirectory directory) {
            this.directory = directory;
            this.file = new ServerFile(directory.serverFile());
            try {
                file.delete();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        Exports write(String url, int port, ServerOptions options) {
            var exports = new Exports(
                    options.name().text(), pid, port, url, directory.database().toString());
            try {
                file.write(exports, options.clock().instant());
            } catch (IOException e) {
                throw failed(e);
            }
            return exports;
        }

        @Override
        public void close() throws IOException {
            file.deleteIfOf(pid);
        }

        private StartException failed(IOException e) {
            return new StartException(Fault.DIRECTORY, "cannot write " + IoReason.of(directory.serverFile(), e), e);
        }
    }
}
