package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** One side of a conversation with the server: a request, its answer, the next request. Confined to the loop. */
abstract class Talk implements AnswerListener {
    /** A server that says nothing for so long is taken for dead, in nanoseconds. */
    static final long SILENCE_MAX = TimeUnit.SECONDS.toNanos(30);

    private static final int ERROR_TEXT_MAX = 200;

    private final Loop loop;
    private final Target target;
    private final StringBuilder refusal = new StringBuilder();
    private Connection connection;

    Talk(Loop loop, Target target, long silenceMax) {
        this.loop = loop;
        this.target = target;
        this.connection = new Connection(loop, target, this, silenceMax);
    }

    final Loop loop() {
        return loop;
    }

    final Target target() {
        return target;
    }

    /** Sends a request, over a new connection if the old one is spent. */
    final void send(ByteBuffer request) {
        refusal.setLength(0);
        connection = connection.renewed();
        connection.send(request);
    }

    public final void close() {
        connection.close();
    }

    @Override
    public final void body(byte[] bytes, int from, int to) {
        if (accepted()) {
            content(bytes, from, to);
        } else if (refusal.length() < ERROR_TEXT_MAX) {
            refusal.append(new String(bytes, from, Math.min(to - from, ERROR_TEXT_MAX), ISO_8859_1));
        }
    }

    @Override
    public final void end(AnswerHead head) {
        connection.answered();
        finished(head);
    }

    /** Whether the answer that comes in is the one that was wished for. */
    abstract boolean accepted();

    /** Takes bytes of such an answer. */
    abstract void content(byte[] bytes, int from, int to);

    /** An answer, of any kind, is complete. */
    abstract void finished(AnswerHead head);

    /** What a refused request is called in messages. */
    final String refused(String request, AnswerHead head) {
        return request + " answered " + head.status() + (refusal.isEmpty() ? "" : " " + refusal);
    }
}
