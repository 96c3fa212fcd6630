package dev.streamslocal.protocol;

/** What became of the wish to delete a stream. */
public sealed interface DeleteResult {

    /** The stream is gone, durably; its name is free, unless forks still read it. */
    record Deleted() implements DeleteResult {}

    /** The stream was gone before. */
    record StreamMissing() implements DeleteResult {}

    /** The stream was soft-deleted before. */
    record SoftDeleted() implements DeleteResult {}

    /** The append queue is full. */
    record Overloaded() implements DeleteResult {}

    /** The disk is full; nothing was changed. */
    record StorageFull(String reason) implements DeleteResult {}

    /** The transaction failed for another reason. */
    record Failed(String reason) implements DeleteResult {}
}
