package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An error answer with a JSON body (contract 10 §1.3); headers that belong to it, such as {@code Retry-After}, are set
 * by the caller.
 *
 * @param status HTTP status
 * @param code the machine-readable word of the status
 * @param message what was wrong, naming the value
 */
public record Problem(int status, String code, String message) {

    private static final Problem NOT_FOUND = new Problem(404, "not_found", "not_found");
    private static final Problem EXPIRED = new Problem(404, "not_found", "stream expired");
    private static final Problem OVERLOADED = new Problem(429, "overloaded", "ingest queue full");

    public static Problem badRequest(String message) {
        return new Problem(400, "bad_request", message);
    }

    /** An API key is required and was not given. */
    public static Problem unauthorized() {
        return new Problem(401, "unauthorized", "API key required");
    }

    /** A {@code Host} or {@code Origin} that is not allowed. */
    public static Problem forbidden(String message) {
        return new Problem(403, "forbidden", message);
    }

    /** No such stream or route. */
    public static Problem notFound() {
        return NOT_FOUND;
    }

    /** A stream that has passed its deadline. */
    public static Problem expired() {
        return EXPIRED;
    }

    public static Problem requestTimeout() {
        return new Problem(408, "request_timeout", "request timed out");
    }

    /** The append was not durable in time; it may still become so. */
    public static Problem appendTimeout() {
        return new Problem(
                408,
                "append_timeout",
                "append timed out; append outcome is unknown, check Stream-Next-Offset before retrying");
    }

    public static Problem conflict(String message) {
        return new Problem(409, "conflict", message);
    }

    /** A live stream of another configuration holds the name. */
    public static Problem configMismatch() {
        return conflict("stream config mismatch");
    }

    public static Problem contentTypeMismatch() {
        return conflict("content-type mismatch");
    }

    /** {@code Stream-Seq} is not greater than the last one. */
    public static Problem sequenceMismatch() {
        return conflict("sequence mismatch");
    }

    /** A soft-deleted stream. */
    public static Problem gone() {
        return new Problem(410, "gone", "stream deleted");
    }

    /**
     * A body above the limit.
     *
     * @param bytesMax the largest body that is taken, in bytes
     */
    public static Problem payloadTooLarge(long bytesMax) {
        return new Problem(413, "payload_too_large", "body too large (max " + bytesMax + ")");
    }

    /** The append queue or the backlog is full; goes with {@code Retry-After: 1}. */
    public static Problem overloaded() {
        return OVERLOADED;
    }

    /** An unexpected failure. */
    public static Problem internal() {
        return internal("internal server error");
    }

    public static Problem internal(String message) {
        return new Problem(500, "internal", message);
    }

    public static Problem appendFailed() {
        return internal("append failed");
    }

    public static Problem closeFailed() {
        return internal("close failed");
    }

    /** A stored batch whose checksum does not fit (decision 18). */
    public static Problem damaged(String stream, long position) {
        return internal("stored data damaged: " + stream + " at " + Offset.token(position));
    }

    /**
     * Something of the contract that is not there yet (decision 22).
     *
     * @param what the missing feature
     */
    public static Problem notImplemented(String what) {
        return new Problem(501, "not_implemented", "not implemented yet: " + what);
    }

    /** Goes with {@code Retry-After: 5}. */
    public static Problem shuttingDown() {
        return new Problem(503, "unavailable", "server shutting down");
    }

    /** The disk is full. */
    public static Problem insufficientStorage(String reason) {
        return new Problem(507, "insufficient_storage", reason);
    }

    /** The body, UTF-8: compact, with exactly the members {@code code} and {@code message}. */
    public byte[] json() {
        StringBuilder text = new StringBuilder(64 + message.length());
        text.append("{\"error\":{\"code\":");
        JsonText.quote(code, text);
        text.append(",\"message\":");
        JsonText.quote(message, text);
        return text.append("}}").toString().getBytes(UTF_8);
    }
}
