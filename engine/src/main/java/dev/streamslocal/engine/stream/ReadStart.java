package dev.streamslocal.engine.stream;

/** Where a reader wants to begin. */
sealed interface ReadStart {

    /**
     * At a position, as an offset token names it.
     *
     * @param position unsigned: a token may lie beyond any tail
     */
    record At(long position) implements ReadStart {}

    /** At the tail of the moment. */
    record Tail() implements ReadStart {}

    /** At the first matching entry that is not older than this epoch millisecond. */
    record Since(long millis) implements ReadStart {}
}
