package dev.streamslocal.cli.bench;

import java.nio.ByteBuffer;

/** A kind of request that the load is made of. Confined to one connection, which carries one at a time. */
interface Operation {
    /**
     * The next request, ready to be sent.
     *
     * @param intended nanoseconds at which it was to be sent
     */
    ByteBuffer next(long intended);

    /** The same request once more. */
    ByteBuffer again();

    /** What it is called in messages. */
    String name();

    void head(AnswerHead head);

    void content(byte[] bytes, int from, int to);

    void succeeded(AnswerHead head, long intended, long now);

    /**
     * The request came to nothing.
     *
     * @param unknown whether it may have been done all the same
     * @return whether it has to be sent again
     */
    boolean failed(boolean unknown);
}
