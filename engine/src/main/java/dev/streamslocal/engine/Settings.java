package dev.streamslocal.engine;

import java.util.Map;

/**
 * What the environment says about the sizes and times of a server.
 *
 * @param pageBytesMax payload after which a page ends
 * @param pageRecordsMax records after which a page ends
 * @param bodyBytesMax largest request body
 * @param batchRequestsMax commands of one transaction
 * @param queueRequestsMax commands that may wait for the writer
 * @param busyMillis how long a busy database is tried again; 0 or less is not at all
 * @param backlogBytesMax stored payload above which appends are refused; 0 is no limit
 * @param sweepMillis pause between two sweeps of expired streams; 0 or less is never
 * @param sweepLimit streams of one sweep
 * @param metricsMillis pause between two records of the server's own figures; 0 or less is never
 */
record Settings(
        long pageBytesMax,
        long pageRecordsMax,
        int bodyBytesMax,
        int batchRequestsMax,
        int queueRequestsMax,
        long busyMillis,
        long backlogBytesMax,
        long sweepMillis,
        int sweepLimit,
        long metricsMillis) {
    /** A page is written to the socket in pieces, so that this is no matter of memory (decision 5). */
    private static final long PAGE_BYTES_CEILING = 64L << 20;

    /** A body is one array; some of its indexes are beyond what a JVM gives. */
    private static final int BODY_BYTES_CEILING = Integer.MAX_VALUE - 1024;

    /** @throws StartException with {@code invalid NAME: VALUE} */
    static Settings read(Map<String, String> environment) {
        return of(Variables.of(environment));
    }

    /** The same of the environment that the options name; variables that nobody knows are named in one warning. */
    static Settings read(ServerOptions options) {
        var variables = Variables.of(options.environment());
        var unknown = variables.unknown();
        if (!unknown.isEmpty()) {
            options.warnings().accept("[config] unknown DS_* environment variables: " + String.join(", ", unknown));
        }
        return of(variables);
    }

    static Settings of(Variables variables) {
        return new Settings(
                Math.clamp(variables.whole("DS_READ_MAX_BYTES"), 1, PAGE_BYTES_CEILING),
                variables.isSet("DS_READ_MAX_RECORDS")
                        ? Math.max(1, variables.whole("DS_READ_MAX_RECORDS"))
                        : Long.MAX_VALUE,
                Math.clamp(variables.whole("DS_APPEND_MAX_BODY_BYTES"), 0, BODY_BYTES_CEILING),
                Math.clamp(variables.whole("DS_INGEST_MAX_BATCH_REQS"), 1, Integer.MAX_VALUE),
                Math.clamp(variables.whole("DS_INGEST_MAX_QUEUE_REQS"), 1, Integer.MAX_VALUE),
                variables.whole("DS_INGEST_BUSY_MS"),
                variables.whole("DS_LOCAL_BACKLOG_MAX_BYTES"),
                variables.whole("DS_EXPIRY_SWEEP_MS"),
                Math.clamp(variables.whole("DS_EXPIRY_SWEEP_LIMIT"), 0, Integer.MAX_VALUE),
                variables.whole("DS_METRICS_FLUSH_MS"));
    }
}
