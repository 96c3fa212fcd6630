package dev.streamslocal.storage;

import org.jspecify.annotations.Nullable;

/**
 * Messages {@code from .. to} of a stream and of those forked from it, which lie in the rows of {@code stream}.
 *
 * @param head the state of {@code stream} by which its rows are read
 * @param next what a fork inherits behind it; null where the fork's own messages follow
 */
record Extent(
        Stream stream,
        Head head,
        long from,
        long to,
        @Nullable Extent next) {

    /**
     * Where what a fork inherits lies, from {@code position} on; null if that is all its own. Walks up the chain of sources only
     * as far as it has to; a source whose own messages were all left behind contributes nothing.
     */
    static @Nullable Extent inherited(Stream fork, long position) {
        Extent first = null;
        long to = fork.first();
        for (Stream source = fork.source(); source != null && to > position; source = source.source()) {
            long from = source.first();
            if (from < to) {
                first = new Extent(source, source.head(), from, to, first);
                to = from;
            }
        }
        return first;
    }

    /** The stream's own messages. */
    static Extent own(Stream stream, Head head) {
        return new Extent(stream, head, stream.first(), head.tail(), null);
    }

    /** End of the extent of a stream that holds this position. */
    static long endOf(Stream stream, long position) {
        Extent inherited = inherited(stream, position);
        return inherited == null ? stream.head().tail() : inherited.to();
    }

    /** Where its rows in the batch table end. */
    long merged() {
        return Math.min(head.merged(), to);
    }
}
