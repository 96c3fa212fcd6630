package dev.streamslocal.conformance;

import java.net.InetSocketAddress;

/**
 * Speaks to one life of the killed server on one connection that is kept. Confined to one thread. Throws
 * UncheckedIOException when the connection ends.
 */
final class CrashClient implements AutoCloseable {
    static final String CLOSING = "Stream-Closed: true\r\n";

    private static final byte[] EMPTY = new byte[0];

    private final KeptClient client;

    CrashClient(InetSocketAddress server) {
        this.client = new KeptClient(server);
    }

    Answer put(CrashStream stream, CrashLifetime lifetime, CrashRequest initial) {
        return send("PUT", path(stream), lifetime.headers() + initial.headers(), initial.body());
    }

    Answer post(CrashStream stream, CrashRequest request) {
        return send("POST", path(stream), request.headers(), request.body());
    }

    Answer close(CrashStream stream) {
        return send("POST", path(stream), CLOSING, EMPTY);
    }

    Answer delete(CrashStream stream) {
        return send("DELETE", path(stream), "", EMPTY);
    }

    Answer head(CrashStream stream) {
        return send("HEAD", path(stream), "", EMPTY);
    }

    Answer read(CrashStream stream, String offset) {
        return send("GET", path(stream) + "?offset=" + offset, "", EMPTY);
    }

    Answer list(int from) {
        return send("GET", "/v1/streams?limit=1000&offset=" + from, "", EMPTY);
    }

    private Answer send(String method, String target, String headers, byte[] body) {
        return client.send(method, target, headers, body);
    }

    private static String path(CrashStream stream) {
        return "/v1/stream/" + stream.name();
    }

    @Override
    public void close() {
        client.close();
    }
}
