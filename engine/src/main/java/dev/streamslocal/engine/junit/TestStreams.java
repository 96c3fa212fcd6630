package dev.streamslocal.engine.junit;

import dev.streamslocal.engine.Exports;
import dev.streamslocal.engine.LocalStreamsServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The streams of the server that {@link StreamsServer} has started, and where to find them. A parameter of a test, of its constructor, or
 * of a method that runs before or after tests. Usable from any thread while its test or its class runs.
 *
 * {@snippet class="dev.streamslocal.engine.examples.OrdersExampleIT" region="streams"}
 */
public final class TestStreams {
    private final LocalStreamsServer server;

    TestStreams(LocalStreamsServer server) {
        this.server = server;
    }

    /** Where the server answers, such as {@code http://127.0.0.1:43127}; the same after a {@link #reset()}. */
    public URI url() {
        return URI.create(exports().url());
    }

    /** Where the stream of this name is, whether it has been created or not; the name is escaped as a whole, slashes included. */
    public URI streamUrl(String name) {
        var escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(exports().url() + "/v1/stream/" + escaped);
    }

    public Exports exports() {
        return server.exports();
    }

    /** The server itself; it is closed for the test. */
    public LocalStreamsServer server() {
        return server;
    }

    /** Takes all streams away, and their bytes on disk with them; port and URL stay. */
    public void reset() {
        server.reset();
    }
}
