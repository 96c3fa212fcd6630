package dev.streamslocal.protocol;

/** What became of a {@link CreateCommand}. */
public sealed interface CreateResult {

    /** The stream is new and durable, with its messages; {@code tail} is the position behind the last one. */
    record Created(long tail) implements CreateResult {}

    /** A live stream of the same configuration stood there already; nothing was changed. */
    record Existing() implements CreateResult {}

    /** A live stream of another configuration holds the name. */
    record ConfigMismatch() implements CreateResult {}

    /** A soft-deleted stream holds the name; forks still read it. */
    record SoftDeleted() implements CreateResult {}

    /** The stream to be forked does not exist, or has expired. */
    record SourceMissing() implements CreateResult {}

    /** The stream to be forked is soft-deleted. */
    record SourceDeleted() implements CreateResult {}

    /** The stream to be forked has another content type. */
    record ContentTypeMismatch() implements CreateResult {}

    /** The stream to be forked has no such place. */
    record BadForkPoint(String reason) implements CreateResult {}

    /** The append queue or the backlog is full. */
    record Overloaded() implements CreateResult {}

    /** The disk is full; nothing was stored. */
    record StorageFull(String reason) implements CreateResult {}

    /** The transaction failed for another reason. */
    record Failed(String reason) implements CreateResult {}
}
