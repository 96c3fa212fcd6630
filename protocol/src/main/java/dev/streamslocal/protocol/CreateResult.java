package dev.streamslocal.protocol;

/** What became of a {@link CreateCommand}. */
public sealed interface CreateResult {

    /** The stream is new and durable, with its messages. */
    record Created() implements CreateResult {}

    /** A live stream of the same configuration stood there already; nothing was changed. */
    record Existing() implements CreateResult {}

    /** A live stream of another configuration holds the name. */
    record ConfigMismatch() implements CreateResult {}

    /** The append queue or the backlog is full. */
    record Overloaded() implements CreateResult {}

    /** The disk is full; nothing was stored. */
    record StorageFull(String reason) implements CreateResult {}

    /** The transaction failed for another reason. */
    record Failed(String reason) implements CreateResult {}
}
