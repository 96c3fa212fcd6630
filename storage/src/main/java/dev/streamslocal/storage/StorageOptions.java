package dev.streamslocal.storage;

import dev.streamslocal.protocol.Limits;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What a {@link Storage} is opened with.
 *
 * @param file path of the SQLite database; created when it does not exist
 * @param clock wall clock for append times and deadlines
 * @param cacheBytes weight of the batch cache
 * @param queueRequestsMax commands that may wait for the writer
 * @param queueBytesMax payload that may wait for the writer
 * @param batchRequestsMax commands of one transaction
 * @param backlogBytesMax payload stored in all streams above which appends are refused; 0 = no limit
 * @param readers reader threads, each with its own connection
 * @param pace steps in which the storage works
 * @param connector opens connections
 */
public record StorageOptions(
        Path file,
        InstantSource clock,
        CommitObserver observer,
        long cacheBytes,
        int queueRequestsMax,
        long queueBytesMax,
        int batchRequestsMax,
        long backlogBytesMax,
        int readers,
        Pace pace,
        Connector connector) {

    /** The sizes of the 1024 MB preset. */
    public static StorageOptions of(Path file) {
        return new StorageOptions(
                file,
                InstantSource.system(),
                CommitObserver.NONE,
                Sizes.BATCH_CACHE_BYTES,
                Limits.QUEUE_REQUESTS_MAX,
                Limits.QUEUE_BYTES_MAX,
                Limits.BATCH_REQUESTS_MAX,
                0,
                Sizes.READERS,
                Pace.PRESET,
                Connector.PLAIN);
    }

    public StorageOptions clock(InstantSource value) {
        return new StorageOptions(
                file,
                value,
                observer,
                cacheBytes,
                queueRequestsMax,
                queueBytesMax,
                batchRequestsMax,
                backlogBytesMax,
                readers,
                pace,
                connector);
    }

    public StorageOptions observer(CommitObserver value) {
        return new StorageOptions(
                file,
                clock,
                value,
                cacheBytes,
                queueRequestsMax,
                queueBytesMax,
                batchRequestsMax,
                backlogBytesMax,
                readers,
                pace,
                connector);
    }

    public StorageOptions cacheBytes(long value) {
        return new StorageOptions(
                file,
                clock,
                observer,
                value,
                queueRequestsMax,
                queueBytesMax,
                batchRequestsMax,
                backlogBytesMax,
                readers,
                pace,
                connector);
    }

    /** Bounds of the queue in front of the writer. */
    public StorageOptions queue(int requestsMax, long bytesMax) {
        return new StorageOptions(
                file,
                clock,
                observer,
                cacheBytes,
                requestsMax,
                bytesMax,
                batchRequestsMax,
                backlogBytesMax,
                readers,
                pace,
                connector);
    }

    public StorageOptions batchRequestsMax(int value) {
        return new StorageOptions(
                file,
                clock,
                observer,
                cacheBytes,
                queueRequestsMax,
                queueBytesMax,
                value,
                backlogBytesMax,
                readers,
                pace,
                connector);
    }

    public StorageOptions backlogBytesMax(long value) {
        return new StorageOptions(
                file,
                clock,
                observer,
                cacheBytes,
                queueRequestsMax,
                queueBytesMax,
                batchRequestsMax,
                value,
                readers,
                pace,
                connector);
    }

    StorageOptions pace(Pace value) {
        return new StorageOptions(
                file,
                clock,
                observer,
                cacheBytes,
                queueRequestsMax,
                queueBytesMax,
                batchRequestsMax,
                backlogBytesMax,
                readers,
                value,
                connector);
    }

    StorageOptions connector(Connector value) {
        return new StorageOptions(
                file,
                clock,
                observer,
                cacheBytes,
                queueRequestsMax,
                queueBytesMax,
                batchRequestsMax,
                backlogBytesMax,
                readers,
                pace,
                value);
    }
}
