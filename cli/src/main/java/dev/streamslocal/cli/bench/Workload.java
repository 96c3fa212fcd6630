package dev.streamslocal.cli.bench;

/**
 * What is done to the server.
 *
 * @param scenario its name
 * @param duration measured time in nanoseconds
 * @param warmup time before it, in nanoseconds
 * @param rate requests a second over all connections, 0 for as many as the server answers
 * @param connections that append and read
 * @param streams that are appended to
 * @param messageSize bytes of each
 * @param batch messages of each append
 * @param producer whether appends carry producer headers
 * @param reads percent of the requests that are reads
 * @param preload messages put into the stream for such reads
 * @param readLast so many of the newest are read, 0 for all
 * @param readSize bytes of each of them
 * @param readers live readers
 */
record Workload(
        String scenario,
        long duration,
        long warmup,
        double rate,
        int connections,
        int streams,
        int messageSize,
        int batch,
        String contentType,
        boolean producer,
        int reads,
        int preload,
        int readLast,
        int readSize,
        int readers,
        Live live,
        long seed) {
    static final String JSON = "application/json";
    static final String BYTES = "application/octet-stream";

    /** How live readers follow their stream. */
    enum Live {
        SSE("sse"),
        LONG_POLL("long-poll"),
        CATCH_UP("catch-up");

        private final String word;

        Live(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    boolean json() {
        return contentType.equals(JSON);
    }

    boolean appends() {
        return reads < 100;
    }
}
