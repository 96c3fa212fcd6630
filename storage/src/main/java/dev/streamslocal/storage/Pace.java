package dev.streamslocal.storage;

import dev.streamslocal.protocol.Limits;

/**
 * The steps in which the storage works. Tests use tiny ones, so that every seam between two steps comes up often.
 *
 * @param storedBytesMin from this size on the messages of a request go to the batch table at once
 * @param rowBytesMax payload of one batch row; a larger message has a row of its own
 * @param rowMessagesMax messages of one batch row
 * @param mergeRoundBytes unmerged weight, or length of the journal, at which a merge round begins, at the least
 * @param mergeStreamBytes what a round waits for by touched stream, so that it has more to write to each of many
 * @param mergeRoundBytesMax weight or length at which it begins in any case
 * @param mergeHardBytes unmerged weight above which the writer merges before it admits more
 * @param mergeStepBytes what one transaction merges beside its own commands, at the least
 * @param mergeStepStreams streams that one transaction merges, at the least
 * @param journalBytesDeleted journal rows that one transaction deletes
 * @param purgeBytes payload of removed streams that one transaction deletes
 * @param purgeEntries key and producer entries of removed streams that one transaction deletes
 * @param purgeStreams removed streams that one transaction forgets, at the least
 * @param producersMax producers in memory above which those that are merged are forgotten
 * @param checkpointSoftBytes length of the write-ahead log at which a checkpoint begins beside the writer
 * @param checkpointHardBytes length of the write-ahead log at which the writer waits for a checkpoint
 */
record Pace(
        int storedBytesMin,
        int rowBytesMax,
        int rowMessagesMax,
        long mergeRoundBytes,
        long mergeStreamBytes,
        long mergeRoundBytesMax,
        long mergeHardBytes,
        long mergeStepBytes,
        int mergeStepStreams,
        long journalBytesDeleted,
        long purgeBytes,
        int purgeEntries,
        int purgeStreams,
        int producersMax,
        long checkpointSoftBytes,
        long checkpointHardBytes) {

    static final Pace PRESET = new Pace(
            Sizes.STORED_BYTES_MIN,
            Limits.ROW_BYTES_MAX,
            Limits.ROW_MESSAGES_MAX,
            Sizes.MERGE_ROUND_BYTES,
            Sizes.MERGE_STREAM_BYTES,
            Sizes.MERGE_ROUND_BYTES_MAX,
            Sizes.MERGE_HARD_BYTES,
            Sizes.MERGE_STEP_BYTES,
            Sizes.MERGE_STEP_STREAMS,
            Sizes.JOURNAL_BYTES_DELETED,
            Sizes.PURGE_BYTES,
            Sizes.PURGE_ENTRIES,
            Sizes.PURGE_STREAMS,
            Sizes.PRODUCERS_MAX,
            Sizes.CHECKPOINT_SOFT_BYTES,
            Sizes.CHECKPOINT_HARD_BYTES);
}
