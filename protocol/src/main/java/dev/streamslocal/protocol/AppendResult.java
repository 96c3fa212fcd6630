package dev.streamslocal.protocol;

/** What became of an {@link AppendCommand}; the cases are the rows of contract 10 §5.3 and §5.4. */
public sealed interface AppendResult {

    /**
     * All messages are durable, or the stream was closed by a close-only command.
     *
     * @param next position after the last message of the stream
     * @param closed whether this command closed the stream
     */
    record Appended(long next, boolean closed) implements AppendResult {}

    /**
     * The producer has sent this or a later sequence before; nothing was stored.
     *
     * @param seq highest accepted sequence of the epoch
     */
    record Duplicate(long tail, long epoch, long seq) implements AppendResult {}

    /** A close-only command met a closed stream. */
    record AlreadyClosed(long tail) implements AppendResult {}

    /** The request that closed the stream was repeated. */
    record ClosedByThis(long tail, long epoch, long seq) implements AppendResult {}

    /** The stream does not exist any more. */
    record StreamMissing() implements AppendResult {}

    /** The stream has passed its deadline. */
    record StreamExpired() implements AppendResult {}

    /** The stream is soft-deleted: only its forks read it. */
    record SoftDeleted() implements AppendResult {}

    /** The stream is closed and takes no message. */
    record StreamClosed(long tail) implements AppendResult {}

    /** The content type differs from that of the stream. */
    record ContentTypeMismatch() implements AppendResult {}

    /** The producer's epoch lies below the known one. */
    record StaleEpoch(long known) implements AppendResult {}

    /** A new producer or a new epoch has to begin with sequence 0. */
    record BadProducerSequence() implements AppendResult {}

    /** The producer has skipped a sequence. */
    record ProducerGap(long expected, long received) implements AppendResult {}

    /** {@code Stream-Seq} is not greater than the last accepted one. */
    record SequenceMismatch(String last, String received) implements AppendResult {}

    /** The append queue or the backlog is full. */
    record Overloaded() implements AppendResult {}

    /** The disk is full; nothing was stored. */
    record StorageFull(String reason) implements AppendResult {}

    /** The transaction failed for another reason; nothing may be assumed of the messages. */
    record Failed(String reason) implements AppendResult {}
}
