package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import java.util.List;

/** What can wait for the writer. */
sealed interface Task {

    /** Payload it holds in the queue. */
    default long bytes() {
        return 0;
    }

    /** Answers that the disk is full. */
    default void full(String reason) {}

    /** Answers that the transaction failed. */
    default void fail(String reason) {}

    record Append(Stream stream, AppendCommand command, Reply<AppendResult> reply) implements Task {
        @Override
        public long bytes() {
            return command.messages().length();
        }

        @Override
        public void full(String reason) {
            reply.complete(new AppendResult.StorageFull(reason));
        }

        @Override
        public void fail(String reason) {
            reply.complete(new AppendResult.Failed(reason));
        }
    }

    /** What makes a stream. */
    sealed interface Making extends Task {
        Reply<CreateResult> reply();

        @Override
        default void full(String reason) {
            reply().complete(new CreateResult.StorageFull(reason));
        }

        @Override
        default void fail(String reason) {
            reply().complete(new CreateResult.Failed(reason));
        }
    }

    record Create(CreateCommand command, Reply<CreateResult> reply) implements Making {
        @Override
        public long bytes() {
            return command.messages().length();
        }
    }

    /**
     * @param command with the source's content type and lifetime where the request gave none
     * @param asked what the request said, to know it again
     * @param start what that comes to
     */
    record Fork(CreateCommand command, Stream source, ForkPoint asked, ForkStart start, Reply<CreateResult> reply)
            implements Making {
        @Override
        public long bytes() {
            return command.messages().length() + start.bytes();
        }
    }

    record Delete(Stream stream, Reply<DeleteResult> reply) implements Task {
        @Override
        public void full(String reason) {
            reply.complete(new DeleteResult.StorageFull(reason));
        }

        @Override
        public void fail(String reason) {
            reply.complete(new DeleteResult.Failed(reason));
        }
    }

    /** Replaces a stream by an empty one of the same name and kind. */
    record BeginAnew(Stream stream, Reply<CreateResult> reply) implements Making {}

    /** Stores the deadline of a sliding window. */
    record Renew(Stream stream) implements Task {}

    /** Removes those of the streams that have passed their deadline. */
    record Sweep(List<Stream> streams) implements Task {}
}
