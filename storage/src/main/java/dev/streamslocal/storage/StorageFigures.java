package dev.streamslocal.storage;

/**
 * What goes on in a storage at one moment; the figures are read one after the other and need not belong to one instant.
 *
 * @param queueRequests requests that wait for the writer or are in its transaction
 * @param queueBytes their payload
 * @param queueRequestsMax above which requests are refused
 * @param queueBytesMax above which appends are refused
 * @param batchRequestsMax requests of one transaction
 * @param batchBytesMax their payload
 * @param busyMillis how long a locked database is tried again
 * @param storedBytes payload of all streams
 * @param backlogBytesMax of that, above which appends are refused; 0 is no limit
 * @param refused how many were
 * @param cache the batch cache
 * @param log the write-ahead log
 * @param readers threads that may read at the same time
 * @param readsActive reads that are on such a thread
 * @param readsWaiting reads that wait for one
 * @param connections open connections to the database
 * @param writerCacheBytes page cache of the writing connection
 * @param readerCacheBytes page cache of each reading connection
 */
public record StorageFigures(
        int queueRequests,
        long queueBytes,
        int queueRequestsMax,
        long queueBytesMax,
        int batchRequestsMax,
        long batchBytesMax,
        long busyMillis,
        long storedBytes,
        long backlogBytesMax,
        Refused refused,
        Cache cache,
        Log log,
        int readers,
        int readsActive,
        int readsWaiting,
        int connections,
        long writerCacheBytes,
        long readerCacheBytes) {

    /** Appends and creations refused since the start, because the queue was full or so much was stored. */
    public record Refused(long byQueue, long byBacklog) {}

    /**
     * @param bytes memory of what is in it
     * @param bytesMax what it may take
     * @param hits looks since the start that found what they looked for
     * @param misses rows since the start that had to be read from the table
     */
    public record Cache(long bytes, long bytesMax, long hits, long misses) {

        /** Part of the looks that found something; 0 before the first. */
        public double hitRate() {
            return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
        }
    }

    /**
     * @param fileBytes length of its file, which is written from the beginning again once all of it was moved
     * @param lagBytes of that, what may still have to be moved into the database file, about
     * @param checkpoints since the start
     * @param pauses how often since then the writer had to wait for one
     */
    public record Log(long fileBytes, long lagBytes, long checkpoints, long pauses) {}

    /** Whether the queue refuses appends. */
    public boolean queueFull() {
        return queueRequests >= queueRequestsMax || queueBytes >= queueBytesMax;
    }

    /** Whether appends are refused because so much is stored. */
    public boolean overBacklog() {
        return backlogBytesMax > 0 && storedBytes > backlogBytesMax;
    }
}
