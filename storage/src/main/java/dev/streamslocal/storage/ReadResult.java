package dev.streamslocal.storage;

/** What became of a {@link PageRequest}: a {@link Page}, or why there is none. */
public sealed interface ReadResult
        permits Page,
                ReadResult.StreamMissing,
                ReadResult.SoftDeleted,
                ReadResult.Damaged,
                ReadResult.Overloaded,
                ReadResult.Failed {

    /** The stream was removed meanwhile. */
    record StreamMissing() implements ReadResult {}

    /** The stream was soft-deleted meanwhile: only its forks read it. */
    record SoftDeleted() implements ReadResult {}

    /** A stored batch does not carry its checksum; {@code position} is that of its first message. */
    record Damaged(String stream, long position) implements ReadResult {}

    /** Too many reads wait for a reader. */
    record Overloaded() implements ReadResult {}

    /** SQLite could not read. */
    record Failed(String reason) implements ReadResult {}
}
