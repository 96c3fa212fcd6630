package dev.streamslocal.storage;

import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import org.jspecify.annotations.NullMarked;

/** Lends benchmarks of readers an append that no disk takes part in, so that only the readers are measured. */
@NullMarked
public final class Undurable {

    private Undurable() {}

    /**
     * Makes messages visible as a commit does, and everything before them look merged, so that the memory of the stream does not grow.
     * The storage must have nothing to do at the same time.
     */
    public static void append(Stream stream, Messages messages, CommitObserver observer) {
        Head head = stream.head();
        Runs runs = Runs.single(messages.count(), head.lastMillis(), RoutingKey.NONE, false);
        Batch batch = Batch.of(head.tail(), messages, 0, messages.count(), runs, false);
        stream.publish(head.merge(head.tail()).append(batch));
        observer.advanced(stream);
    }
}
