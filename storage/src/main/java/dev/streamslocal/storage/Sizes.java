package dev.streamslocal.storage;

/** The storage's share of the 1024 MB preset, and the steps in which it works. Each name ends in its unit or in what it counts. */
final class Sizes {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** Batches in memory, in front of SQLite. */
    static final long BATCH_CACHE_BYTES = 160L * MIB;

    /** Rows kept for the next pages of readers that walk through streams. */
    static final long WALKS_BYTES = 16L * MIB;

    static final int SQLITE_PAGE_BYTES = 8 * KIB;
    static final long SQLITE_WRITER_CACHE_BYTES = 64L * MIB;
    static final long SQLITE_READER_CACHE_BYTES = 8L * MIB;

    /** Reader threads, each with a connection. */
    static final int READERS = 4;

    /** Reads that may wait for a reader thread. */
    static final int READS_WAITING_MAX = 20_000;

    /** How long SQLite waits for a lock that another program holds. */
    static final int BUSY_MILLIS = 5000;

    /** From this size on the messages of a request go to the batch table at once; smaller ones pass through the journal. */
    static final int STORED_BYTES_MIN = 16 * KIB;

    /** Memory of unmerged batches at which a merge round begins: the least, what it waits for by stream, and the most. */
    static final long MERGE_ROUND_BYTES = 4L * MIB;

    static final long MERGE_STREAM_BYTES = 64L * KIB;
    static final long MERGE_ROUND_BYTES_MAX = 24L * MIB;

    /** Memory of unmerged batches above which the writer merges before it admits more. */
    static final long MERGE_HARD_BYTES = 48L * MIB;

    /** What one transaction merges beside its own commands, at the least. */
    static final long MERGE_STEP_BYTES = 256L * KIB;

    static final int MERGE_STEP_STREAMS = 64;

    /** Journal rows that one transaction deletes; each time a few pages are written beside those that become free. */
    static final long JOURNAL_BYTES_DELETED = MIB;

    /** Payload of removed streams that one transaction deletes; at least one row, however large. */
    static final long PURGE_BYTES = 2L * MIB;

    /** Key and producer entries of removed streams that one transaction deletes. */
    static final int PURGE_ENTRIES = 512;

    /** Removed streams that one transaction forgets, at the least. */
    static final int PURGE_STREAMS = 64;

    /** How long merging and reclaiming rest after a transaction failed. */
    static final long REST_MILLIS = 1000;

    /** Length of the write-ahead log at which a checkpoint begins beside the writer. */
    static final long CHECKPOINT_SOFT_BYTES = 4L * MIB;

    /** Length of the write-ahead log at which the writer waits for the end of a checkpoint. */
    static final long CHECKPOINT_HARD_BYTES = 16L * MIB;

    /** Producers in memory above which those that are merged are forgotten; they are read again when they write. */
    static final int PRODUCERS_MAX = 200_000;

    /** Producers of a stream that are read at once, and checked all together; where there are more, one by one. */
    static final int PRODUCERS_LOADED_MAX = 1000;

    /** Damaged batches that the log tells of, each once. */
    static final int DAMAGE_TOLD_MAX = 10_000;

    private Sizes() {}
}
