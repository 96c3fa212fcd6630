package dev.streamslocal.cli.bench;

/** Someone who follows a stream while it is written. Confined to the loop. */
interface LiveReader {
    /** Begins at the start of the stream. */
    void start();

    /** Whether the server has taken it in. */
    boolean ready();

    /** What it has seen. */
    Sequence sequence();

    void close();
}
