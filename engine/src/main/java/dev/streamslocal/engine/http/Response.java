package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One answer while it is put together. Confined to one thread at a time; handed over by {@link Exchange#reply}, and used once.
 *
 * <p>Date, {@code X-Content-Type-Options}, {@code Content-Length}, {@code Connection} and the cross-origin headers are added when it
 * is written; nobody sets them here.
 */
public final class Response {

    private static final int HEAD_BYTES = 224;
    private static final HeaderLine JSON = HeaderLine.of("Content-Type", "application/json; charset=utf-8");
    private static final HeaderLine CHALLENGE = HeaderLine.of("WWW-Authenticate", "Bearer");
    private static final HeaderLine NO_STORE = HeaderLine.of("Cache-Control", "no-store");
    private static final HeaderLine RETRY_OVERLOADED = HeaderLine.of("Retry-After", "1");
    private static final HeaderLine RETRY_UNAVAILABLE = HeaderLine.of("Retry-After", "5");

    private final int status;
    private final HeaderBlock headers = new HeaderBlock(HEAD_BYTES);
    private byte[] bytes = Request.NO_BODY;
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    private Response(int status) {
        this.status = status;
    }

    /** An answer with a status from 200 to 599. */
    public static Response status(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalStateException("not the status of an answer: " + status);
        }
        return new Response(status);
    }

    /** JSON of the server itself, never to be cached. */
    public static Response json(int status, byte[] json) {
        return status(status).header(JSON).header(NO_STORE).body(json);
    }

    /** The problem as JSON; 401 carries {@code WWW-Authenticate: Bearer}, 429 {@code Retry-After: 1} and 503 {@code Retry-After: 5}. */
    public static Response problem(Problem problem) {
        Response response = json(problem.status(), problem.json());
        return switch (problem.status()) {
            case 401 -> response.header(CHALLENGE);
            case 429 -> response.header(RETRY_OVERLOADED);
            case 503 -> response.header(RETRY_UNAVAILABLE);
            default -> response;
        };
    }

    /**
     * Adds a header; one added twice is sent twice.
     *
     * @param value ISO-8859-1 characters without control characters
     * @throws IllegalStateException if name or value cannot stand in a header
     */
    public Response header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public Response header(HeaderLine line) {
        headers.add(line);
        return this;
    }

    /** Sets the body; the array is not changed by either side afterwards. */
    public Response body(byte[] body) {
        bytes = body;
        return this;
    }

    /** Sets the body and takes over its reference. */
    public Response body(ByteBuf body) {
        buffer.release();
        buffer = body;
        return this;
    }

    /** Sets body and {@code Content-Type}. */
    public Response body(byte[] body, String contentType) {
        return header("Content-Type", contentType).body(body);
    }

    /** Sets body and {@code Content-Type}, and takes over the reference. */
    public Response body(ByteBuf body, String contentType) {
        return header("Content-Type", contentType).body(body);
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** First value of a header added so far; "" when there is none. Slow, for tests. */
    public String header(String name) {
        return headers.first(name);
    }

    /** Bytes of the body. */
    public int bodyLength() {
        return bytes.length + buffer.readableBytes();
    }

    HeaderBlock headers() {
        return headers;
    }

    /** The body if it was given as an array. */
    byte[] bytes() {
        return bytes;
    }

    /** The body if it was given as a buffer. */
    ByteBuf buffer() {
        return buffer;
    }

    /** The body as a buffer, whose reference goes to the caller. */
    ByteBuf takeBuffer() {
        ByteBuf taken = buffer;
        buffer = Unpooled.EMPTY_BUFFER;
        return taken;
    }

    /** Gives the body back unsent. */
    void release() {
        buffer.release();
        buffer = Unpooled.EMPTY_BUFFER;
    }
}
