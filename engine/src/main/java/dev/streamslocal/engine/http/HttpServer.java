package dev.streamslocal.engine.http;

import java.net.InetSocketAddress;

/** A listening HTTP server and everything it started. Usable from any thread but its own event loops. */
public final class HttpServer implements AutoCloseable {

    /**
     * Listens and serves.
     *
     * @throws java.io.UncheckedIOException if the address cannot be listened on
     * @throws IllegalArgumentException if the access rules forbid the address
     */
    public static HttpServer bind(HttpOptions options, Dispatcher dispatcher) {
        throw new UnsupportedOperationException();
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        throw new UnsupportedOperationException();
    }

    /**
     * Stops accepting, ends live reads, gives answers under way a short grace, then cuts. Returns when every thread and socket of this
     * server is gone. Without effect when called again.
     */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
