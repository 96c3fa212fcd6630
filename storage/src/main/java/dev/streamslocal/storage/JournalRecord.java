package dev.streamslocal.storage;

import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;

/** One effect of a transaction, as read back from the journal. */
sealed interface JournalRecord {

    /** Id of the stream it is about. */
    long stream();

    /** A stream was created or forked; the handle is new, empty, and knows the id of its source only. */
    record Created(Stream created) implements JournalRecord {
        @Override
        public long stream() {
            return created.id();
        }
    }

    /**
     * Messages were appended, the stream was closed, or both.
     *
     * @param body what was appended
     * @param streamSeq the {@code Stream-Seq} it was accepted with, empty if none
     * @param deadlineMillis the deadline it renewed, {@link Stream#NEVER} if none
     */
    record Appended(
            long stream, Body body, boolean closes, ProducerStamp producer, String streamSeq, long deadlineMillis)
            implements JournalRecord {}

    /** A stream was deleted. */
    record Deleted(long stream) implements JournalRecord {}

    /** A stream was deleted while it had forks. */
    record SoftDeleted(long stream) implements JournalRecord {}

    /** The deadline of a stream moved. */
    record Renewed(long stream, long deadlineMillis) implements JournalRecord {}

    /** The messages of an {@link Appended}. */
    sealed interface Body {

        /** The request only closed. */
        record Empty() implements Body {}

        /** They lie in the journal, one message after the other in {@code bytes} from {@code start}. */
        @SuppressWarnings("ArrayRecordComponent")
        record Inline(long first, int count, long millis, RoutingKey key, int[] lengths, byte[] bytes, int start)
                implements Body {}

        /** They were written to the batch table in the same transaction. */
        record Stored(long first, int count) implements Body {}
    }
}
