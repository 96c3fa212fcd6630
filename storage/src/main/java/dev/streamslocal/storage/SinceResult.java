package dev.streamslocal.storage;

/** Where the messages begin that are not older than a time. */
public sealed interface SinceResult {

    /** The position of the first such message, or the tail if there is none. */
    record Found(long position) implements SinceResult {}

    /** The search could not be made, see {@link ReadResult}. */
    record Unread(ReadResult why) implements SinceResult {}
}
