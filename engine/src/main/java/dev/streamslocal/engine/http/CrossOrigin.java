package dev.streamslocal.engine.http;

import dev.streamslocal.protocol.Headers;

/** The cross-origin headers: what a browser has to be told so that an allowed page may use the whole protocol. */
final class CrossOrigin {

    private static final String PRIVATE_NETWORK_ASKED = "Access-Control-Request-Private-Network";

    private static final HeaderLine VARY = HeaderLine.of(Headers.VARY, Headers.ORIGIN);
    private static final HeaderLine EXPOSE = HeaderLine.of(
            Headers.ACCESS_CONTROL_EXPOSE_HEADERS,
            String.join(
                    ", ",
                    Headers.STREAM_NEXT_OFFSET,
                    Headers.STREAM_END_OFFSET,
                    Headers.STREAM_UP_TO_DATE,
                    Headers.STREAM_CLOSED,
                    Headers.STREAM_CURSOR,
                    Headers.STREAM_TTL,
                    Headers.STREAM_EXPIRES_AT,
                    Headers.STREAM_KEY,
                    Headers.STREAM_SEQ,
                    Headers.STREAM_EXPECTED_SEQ,
                    Headers.STREAM_RECEIVED_SEQ,
                    Headers.STREAM_SSE_DATA_ENCODING,
                    Headers.PRODUCER_EPOCH,
                    Headers.PRODUCER_SEQ,
                    Headers.PRODUCER_EXPECTED_SEQ,
                    Headers.PRODUCER_RECEIVED_SEQ,
                    Headers.ETAG,
                    Headers.LOCATION,
                    Headers.RETRY_AFTER,
                    Headers.X_REQUEST_ID));
    private static final HeaderLine METHODS =
            HeaderLine.of(Headers.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE, HEAD, OPTIONS");
    private static final HeaderLine REQUEST_HEADERS = HeaderLine.of(
            Headers.ACCESS_CONTROL_ALLOW_HEADERS,
            String.join(
                    ", ",
                    Headers.CONTENT_TYPE,
                    "Accept",
                    "Authorization",
                    Headers.CACHE_CONTROL,
                    Headers.IF_NONE_MATCH,
                    "Last-Event-ID",
                    Headers.STREAM_CLOSED,
                    Headers.STREAM_TTL,
                    Headers.STREAM_EXPIRES_AT,
                    Headers.STREAM_KEY,
                    Headers.STREAM_TIMESTAMP,
                    Headers.STREAM_SEQ,
                    Headers.STREAM_FORKED_FROM,
                    Headers.STREAM_FORK_OFFSET,
                    Headers.STREAM_FORK_SUB_OFFSET,
                    Headers.PRODUCER_ID,
                    Headers.PRODUCER_EPOCH,
                    Headers.PRODUCER_SEQ));
    private static final HeaderLine MAX_AGE = HeaderLine.of(Headers.ACCESS_CONTROL_MAX_AGE, "600");
    private static final HeaderLine PRIVATE_NETWORK = HeaderLine.of("Access-Control-Allow-Private-Network", "true");

    private CrossOrigin() {}

    /** Lets the page of an allowed origin read the answer. */
    static void allow(Response response, String origin) {
        response.header(Headers.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .header(VARY)
                .header(EXPOSE);
    }

    /**
     * The answer to OPTIONS on any path: it always names what the protocol uses; whether the page may use it is said by
     * {@code Access-Control-Allow-Origin}, which only an allowed origin gets.
     */
    static Response preflight(Request request, String origin) {
        Response response =
                Response.status(204).header(METHODS).header(REQUEST_HEADERS).header(MAX_AGE);
        if (!origin.isEmpty() && request.header(PRIVATE_NETWORK_ASKED).equals("true")) {
            response.header(PRIVATE_NETWORK);
        }
        return response;
    }
}
