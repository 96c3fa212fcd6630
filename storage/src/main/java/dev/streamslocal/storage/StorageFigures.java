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
 * @param cacheBytes memory of the batch cache
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
        long cacheBytes,
        int readers,
        int readsActive,
        int readsWaiting,
        int connections,
        long writerCacheBytes,
        long readerCacheBytes) {

    /** Whether the queue refuses appends. */
    public boolean queueFull() {
        return queueRequests >= queueRequestsMax || queueBytes >= queueBytesMax;
    }

    /** Whether appends are refused because so much is stored. */
    public boolean overBacklog() {
        return backlogBytesMax > 0 && storedBytes > backlogBytesMax;
    }
}
