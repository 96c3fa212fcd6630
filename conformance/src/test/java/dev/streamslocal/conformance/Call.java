package dev.streamslocal.conformance;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One request on a connection of its own, built up and sent; header values go out as ISO-8859-1. */
final class Call {
    private final String method;
    private final String target;
    private final StringBuilder headers = new StringBuilder();
    private byte[] body = new byte[0];
    private final InetSocketAddress server;
    private String host;
    private int pieceBytes;

    private Call(String method, String target, InetSocketAddress server, String host) {
        this.method = method;
        this.target = target;
        this.server = server;
        this.host = host;
    }

    static Call to(String method, String target) {
        return new Call(method, target, ServerUnderTest.address(), ServerUnderTest.host());
    }

    /** To a server other than the one all probes share. */
    static Call to(PackagedServer server, String method, String target) {
        var uri = URI.create(server.url());
        return new Call(method, target, new InetSocketAddress(uri.getHost(), uri.getPort()), uri.getAuthority());
    }

    static Call get(String target) {
        return to("GET", target);
    }

    Call header(String name, String value) {
        headers.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    Call type(String contentType) {
        return header("Content-Type", contentType);
    }

    Call json(String body) {
        return type("application/json").body(body);
    }

    Call text(String body) {
        return type("text/plain").body(body);
    }

    Call body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Call body(byte[] bytes) {
        body = bytes;
        return this;
    }

    Call producer(String id, String epoch, String seq) {
        return header("Producer-Id", id).header("Producer-Epoch", epoch).header("Producer-Seq", seq);
    }

    Call closing() {
        return header("Stream-Closed", "true");
    }

    Call host(String value) {
        host = value;
        return this;
    }

    /** Sends the body in chunks of that many bytes instead of announcing its length. */
    Call chunked(int bytes) {
        pieceBytes = bytes;
        return this;
    }

    Answer send() {
        try (Wire wire = Wire.open(server)) {
            sendTo(wire);
            return method.equals("HEAD") ? wire.head() : wire.answer();
        }
    }

    /** Sends the request and leaves the connection, and the answer on it, to the caller. */
    Wire start() {
        Wire wire = Wire.open(server);
        sendTo(wire);
        return wire;
    }

    private void sendTo(Wire wire) {
        String start = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers;
        if (pieceBytes > 0) {
            wire.send(start + "Transfer-Encoding: chunked\r\n\r\n");
            sendChunks(wire);
        } else if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            wire.send(joined(start + "Content-Length: " + body.length + "\r\n\r\n", body));
        } else {
            wire.send(start + "\r\n");
        }
    }

    private void sendChunks(Wire wire) {
        for (int at = 0; at < body.length; at += pieceBytes) {
            int end = Math.min(body.length, at + pieceBytes);
            wire.send(joined(Integer.toHexString(end - at) + "\r\n", Arrays.copyOfRange(body, at, end)))
                    .send("\r\n");
        }
        wire.send("0\r\n\r\n");
    }

    private static byte[] joined(String head, byte[] rest) {
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, whole, start.length, rest.length);
        return whole;
    }
}
