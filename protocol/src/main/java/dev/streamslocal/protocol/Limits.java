package dev.streamslocal.protocol;

/**
 * The numbers of contract 10 §9 and 50 §8, as the decisions changed them; each name ends in its unit or in what it
 * counts.
 */
public final class Limits {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** Largest request body of PUT and POST. */
    public static final int BODY_BYTES_MAX = 10 * MIB;

    /** A page ends with the entry that reaches this much payload. */
    public static final int PAGE_BYTES = MIB;

    /** Largest page size that can be configured; more counts as this. */
    public static final int PAGE_BYTES_MAX = 64 * MIB;

    /** Deepest nesting of JSON; the outer array of a request counts. */
    public static final int JSON_DEPTH_MAX = 1000;

    /** Requests waiting for the writer. */
    public static final int QUEUE_REQUESTS_MAX = 50_000;

    /** Payload waiting for the writer. */
    public static final int QUEUE_BYTES_MAX = 16 * MIB;

    /** Requests in one transaction. */
    public static final int BATCH_REQUESTS_MAX = 1024;

    /** Payload in one transaction; a larger request has one of its own. */
    public static final int BATCH_BYTES_MAX = 4 * MIB;

    /** Payload of one stored row; a larger message has one of its own. */
    public static final int ROW_BYTES_MAX = 256 * KIB;

    /** Messages of one stored row. */
    public static final int ROW_MESSAGES_MAX = 4096;

    /** Wait for an append to become durable. */
    public static final long APPEND_WAIT_MILLIS = 3000;

    /** An ordinary request, from the last byte of its body to its answer. */
    public static final long REQUEST_MILLIS = 5000;

    /** A request head, in all. */
    public static final long HEAD_MILLIS = 10_000;

    /** Between two pieces of a request body. */
    public static final long BODY_IDLE_MILLIS = 10_000;

    /** Wait of a long-poll that names none. */
    public static final long LONG_POLL_DEFAULT_MILLIS = 3000;

    /** Longest wait of a long-poll; more counts as this. */
    public static final long LONG_POLL_MAX_MILLIS = 60_000;

    /** Between two control events of an idle SSE connection that names no interval. */
    public static final long SSE_IDLE_MILLIS = 30_000;

    /** An SSE connection is ended after its first control event beyond this age. */
    public static final long SSE_LIFE_MILLIS = 60_000;

    /** A client that takes no byte for so long is cut off. */
    public static final long STALL_MILLIS = 60_000;

    /** A renewed deadline is stored within this, or within a quarter of the TTL if that is less. */
    public static final long RENEWAL_LAG_MILLIS_MAX = 60_000;

    /** Between two sweeps for expired streams. */
    public static final long SWEEP_MILLIS = 60_000;

    /** Streams removed by one sweep. */
    public static final int SWEEP_STREAMS_MAX = 100;

    /** Streams in a list that names no limit. */
    public static final int LIST_DEFAULT_STREAMS = 100;

    /** Streams in one list; more counts as this. */
    public static final int LIST_MAX_STREAMS = 1000;

    /** {@code Retry-After} of 429. */
    public static final int OVERLOADED_RETRY_SECONDS = 1;

    /** {@code Retry-After} of 503. */
    public static final int SHUTDOWN_RETRY_SECONDS = 5;

    private Limits() {}
}
