package dev.streamslocal.protocol;

/** Names of the headers of the protocol and of those of HTTP it uses. */
public final class Headers {

    public static final String STREAM_NEXT_OFFSET = "Stream-Next-Offset";
    public static final String STREAM_END_OFFSET = "Stream-End-Offset";
    public static final String STREAM_UP_TO_DATE = "Stream-Up-To-Date";
    public static final String STREAM_CLOSED = "Stream-Closed";
    public static final String STREAM_CURSOR = "Stream-Cursor";
    public static final String STREAM_TTL = "Stream-TTL";
    public static final String STREAM_EXPIRES_AT = "Stream-Expires-At";
    public static final String STREAM_KEY = "Stream-Key";
    public static final String STREAM_TIMESTAMP = "Stream-Timestamp";
    public static final String STREAM_SEQ = "Stream-Seq";
    public static final String STREAM_EXPECTED_SEQ = "Stream-Expected-Seq";
    public static final String STREAM_RECEIVED_SEQ = "Stream-Received-Seq";
    public static final String STREAM_SSE_DATA_ENCODING = "Stream-SSE-Data-Encoding";
    public static final String STREAM_FORKED_FROM = "Stream-Forked-From";
    public static final String STREAM_FORK_OFFSET = "Stream-Fork-Offset";
    public static final String STREAM_FORK_SUB_OFFSET = "Stream-Fork-Sub-Offset";

    public static final String PRODUCER_ID = "Producer-Id";
    public static final String PRODUCER_EPOCH = "Producer-Epoch";
    public static final String PRODUCER_SEQ = "Producer-Seq";
    public static final String PRODUCER_EXPECTED_SEQ = "Producer-Expected-Seq";
    public static final String PRODUCER_RECEIVED_SEQ = "Producer-Received-Seq";

    public static final String CONTENT_TYPE = "Content-Type";
    public static final String CONTENT_LENGTH = "Content-Length";
    public static final String CACHE_CONTROL = "Cache-Control";
    public static final String ETAG = "ETag";
    public static final String IF_NONE_MATCH = "If-None-Match";
    public static final String LOCATION = "Location";
    public static final String RETRY_AFTER = "Retry-After";
    public static final String HOST = "Host";
    public static final String ORIGIN = "Origin";
    public static final String ALLOW = "Allow";
    public static final String DATE = "Date";
    public static final String VARY = "Vary";
    public static final String X_REQUEST_ID = "X-Request-Id";
    public static final String X_CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";
    public static final String CROSS_ORIGIN_RESOURCE_POLICY = "Cross-Origin-Resource-Policy";
    public static final String ACCESS_CONTROL_ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    public static final String ACCESS_CONTROL_ALLOW_METHODS = "Access-Control-Allow-Methods";
    public static final String ACCESS_CONTROL_ALLOW_HEADERS = "Access-Control-Allow-Headers";
    public static final String ACCESS_CONTROL_EXPOSE_HEADERS = "Access-Control-Expose-Headers";
    public static final String ACCESS_CONTROL_MAX_AGE = "Access-Control-Max-Age";

    private Headers() {}

    /**
     * Whether a {@code Stream-Closed} header asks for closing: {@code true} in any case, everything else counts as
     * absent.
     */
    public static boolean closes(String streamClosed) {
        return streamClosed.strip().equalsIgnoreCase("true");
    }
}
