package dev.streamslocal.storage;

/** How far a page reaches, found out without its messages. */
public sealed interface SurveyResult {

    /**
     * What {@link Page} says of itself, all of one snapshot.
     *
     * @param next position behind the last message looked at
     * @param closed whether the stream is closed and nothing is left to read behind this page
     * @param payloadBytes bytes of all messages, without gaps
     */
    record Surveyed(long next, long tail, boolean closed, int entries, long payloadBytes) implements SurveyResult {}

    /** The page could not be surveyed, see {@link ReadResult}. */
    record Unread(ReadResult why) implements SurveyResult {}
}
