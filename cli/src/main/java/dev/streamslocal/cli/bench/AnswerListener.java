package dev.streamslocal.cli.bench;

/** Takes the answers of one connection, piece by piece. */
interface AnswerListener {
    /** An answer begins; the head is valid until {@link #end}. */
    void head(AnswerHead head);

    /** Bytes of its body, valid during the call. */
    void body(byte[] bytes, int from, int to);

    /** The answer is complete; the connection may be used again. */
    void end(AnswerHead head);

    /** The connection is gone while an answer was due. */
    void broken(String reason);
}
