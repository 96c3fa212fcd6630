package dev.streamslocal.conformance;

import java.net.InetSocketAddress;

/**
 * Speaks to one life of the killed server on one connection that is kept. Confined to one thread. Throws
 * UncheckedIOException when the connection ends.
 */
final class CrashClient implements AutoCloseable {
    static final String CLOSING = "Stream-Closed: true\r\n";

    private static final byte[] EMPTY = new byte[0];

    private final InetSocketAddress server;
    private Wire wire;
    private boolean ended;

    CrashClient(InetSocketAddress server) {
        this.server = server;
        this.wire = Wire.open(server);
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
        reopenIfEnded();
        String length = method.equals("PUT") || method.equals("POST") ? "Content-Length: " + body.length + "\r\n" : "";
        wire.send(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n" + headers + length
                + "\r\n");
        if (body.length > 0) {
            wire.send(body);
        }
        Answer answer = method.equals("HEAD") ? wire.head() : wire.answer();
        ended = answer.header("Connection").equalsIgnoreCase("close");
        return answer;
    }

    private void reopenIfEnded() {
        if (ended) {
            wire.close();
            wire = Wire.open(server);
            ended = false;
        }
    }

    private static String path(CrashStream stream) {
        return "/v1/stream/" + stream.name();
    }

    @Override
    public void close() {
        wire.close();
    }
}
