package dev.streamslocal.storage;

import dev.streamslocal.protocol.Limits;
import java.nio.file.Path;
import java.time.InstantSource;

/** What a {@link Storage} is opened with. Immutable: each method that takes a value returns options that differ in it. */
public final class StorageOptions implements Cloneable {

    private final Path file;
    private InstantSource clock = InstantSource.system();
    private CommitObserver observer = CommitObserver.NONE;
    private long cacheBytes = Sizes.BATCH_CACHE_BYTES;
    private int queueRequestsMax = Limits.QUEUE_REQUESTS_MAX;
    private long queueBytesMax = Limits.QUEUE_BYTES_MAX;
    private int batchRequestsMax = Limits.BATCH_REQUESTS_MAX;
    private long backlogBytesMax;
    private long busyMillis = Sizes.BUSY_MILLIS;
    private WritePermit permit = WritePermit.ALWAYS;
    private Durability durability = Durability.FULL;
    private int readers = Sizes.READERS;
    private Pace pace = Pace.PRESET;
    private Connector connector = Connector.PLAIN;

    private StorageOptions(Path file) {
        this.file = file;
    }

    /** The sizes of the 1024 MB preset for this database, which is created if it does not exist. */
    public static StorageOptions of(Path file) {
        return new StorageOptions(file);
    }

    Path file() {
        return file;
    }

    InstantSource clock() {
        return clock;
    }

    CommitObserver observer() {
        return observer;
    }

    long cacheBytes() {
        return cacheBytes;
    }

    int queueRequestsMax() {
        return queueRequestsMax;
    }

    long queueBytesMax() {
        return queueBytesMax;
    }

    int batchRequestsMax() {
        return batchRequestsMax;
    }

    long backlogBytesMax() {
        return backlogBytesMax;
    }

    long busyMillis() {
        return busyMillis;
    }

    WritePermit permit() {
        return permit;
    }

    Durability durability() {
        return durability;
    }

    int readers() {
        return readers;
    }

    Pace pace() {
        return pace;
    }

    Connector connector() {
        return connector;
    }

    /** Wall clock for append times and deadlines. */
    public StorageOptions clock(InstantSource value) {
        var options = copy();
        options.clock = value;
        return options;
    }

    /** Hears of commits. */
    public StorageOptions observer(CommitObserver value) {
        var options = copy();
        options.observer = value;
        return options;
    }

    /** Weight of the batch cache. */
    public StorageOptions cacheBytes(long value) {
        var options = copy();
        options.cacheBytes = value;
        return options;
    }

    /** Commands and payload that may wait for the writer. */
    public StorageOptions queue(int requestsMax, long bytesMax) {
        var options = copy();
        options.queueRequestsMax = requestsMax;
        options.queueBytesMax = bytesMax;
        return options;
    }

    /** Commands of one transaction. */
    public StorageOptions batchRequestsMax(int value) {
        var options = copy();
        options.batchRequestsMax = value;
        return options;
    }

    /** Payload stored in all streams above which appends are refused; 0 = no limit. */
    public StorageOptions backlogBytesMax(long value) {
        var options = copy();
        options.backlogBytesMax = value;
        return options;
    }

    /** Asked before each transaction; {@link WritePermit#ALWAYS} if not given. */
    public StorageOptions permit(WritePermit value) {
        var options = copy();
        options.permit = value;
        return options;
    }

    /** How long a lock that another program holds on the database is waited for; 0 or less is not at all. */
    public StorageOptions busyMillis(long value) {
        var options = copy();
        options.busyMillis = Math.clamp(value, 0, Integer.MAX_VALUE);
        return options;
    }

    /** What survives a power cut. */
    public StorageOptions durability(Durability value) {
        var options = copy();
        options.durability = value;
        return options;
    }

    /** The steps in which the storage works. */
    StorageOptions pace(Pace value) {
        var options = copy();
        options.pace = value;
        return options;
    }

    /** How connections are opened. */
    StorageOptions connector(Connector value) {
        var options = copy();
        options.connector = value;
        return options;
    }

    private StorageOptions copy() {
        try {
            return (StorageOptions) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
