package dev.streamslocal.conformance;

import java.net.InetSocketAddress;

/**
 * One connection that is kept from request to request, and opened anew only when the server announced its end. Confined to
 * one thread. Throws UncheckedIOException when the connection ends.
 */
final class KeptClient implements AutoCloseable {
    static final String BYTES = "Content-Type: application/octet-stream\r\n";
    static final String JSON = "Content-Type: application/json\r\n";

    private static final byte[] EMPTY = new byte[0];

    private final InetSocketAddress server;
    private Wire wire;
    private boolean ended;

    KeptClient(InetSocketAddress server) {
        this.server = server;
        this.wire = Wire.open(server);
    }

    /** Sends a request and reads its whole answer. */
    Answer send(String method, String target, String headers, byte[] body) {
        reopenIfEnded();
        wire.send(head(method, target, headers, body.length));
        if (body.length > 0) {
            wire.send(body);
        }
        return answer(method);
    }

    /** Sends a request without a body. */
    Answer send(String method, String target) {
        return send(method, target, "", EMPTY);
    }

    /** Sends a small request and leaves its answer for {@link #answer}. */
    void begin(String method, String target, String headers, String body) {
        reopenIfEnded();
        wire.send(head(method, target, headers, body.length()) + body);
    }

    /** Reads the answer to the earliest request that has none yet. */
    Answer answer(String method) {
        Answer answer = method.equals("HEAD") ? wire.head() : wire.answer();
        ended = answer.header("Connection").equalsIgnoreCase("close");
        return answer;
    }

    private String head(String method, String target, String headers, int length) {
        String bodyLength = method.equals("PUT") || method.equals("POST") ? "Content-Length: " + length + "\r\n" : "";
        return method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n" + headers
                + bodyLength + "\r\n";
    }

    private void reopenIfEnded() {
        if (ended) {
            wire.close();
            wire = Wire.open(server);
            ended = false;
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
