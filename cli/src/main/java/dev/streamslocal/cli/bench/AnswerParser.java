package dev.streamslocal.cli.bench;

import java.util.Arrays;

/** Cuts the bytes of a connection into answers. Confined to its connection. */
final class AnswerParser {
    private static final int HEAD_MAX = 64 * 1024;

    private final AnswerListener listener;
    private final AnswerHead head = new AnswerHead();
    private byte[] begun = {};
    private State state = State.HEAD;
    private long left;

    private enum State {
        HEAD,
        SIZED,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSE
    }

    AnswerParser(AnswerListener listener) {
        this.listener = listener;
    }

    /** Whether the answer that was read last asks for a new connection. */
    boolean closing() {
        return head.closing() || state == State.UNTIL_CLOSE;
    }

    /**
     * Takes what was read.
     *
     * @throws ProtocolFault if it is no HTTP
     */
    void feed(byte[] bytes, int from, int to) {
        if (begun.length > 0) {
            var all = Arrays.copyOf(begun, begun.length + to - from);
            System.arraycopy(bytes, from, all, begun.length, to - from);
            begun = new byte[0];
            consume(all, 0, all.length);
        } else {
            consume(bytes, from, to);
        }
    }

    /** The peer has closed; whether that ended an answer in order. */
    boolean closed() {
        if (state != State.UNTIL_CLOSE) {
            return false;
        }
        end();
        return true;
    }

    private void consume(byte[] bytes, int from, int to) {
        var at = from;
        while (at < to) {
            at = switch (state) {
                case HEAD -> head(bytes, at, to);
                case CHUNK_SIZE, CHUNK_END, TRAILER -> line(bytes, at, to);
                case SIZED, CHUNK, UNTIL_CLOSE -> body(bytes, at, to);
            };
        }
    }

    private int head(byte[] bytes, int from, int to) {
        for (var i = from; i < to - 3; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                head.read(bytes, from, i);
                begin();
                return i + 4;
            }
        }
        return keep(bytes, from, to);
    }

    private void begin() {
        if (head.status() < 200) {
            return;
        }
        listener.head(head);
        if (head.chunked()) {
            state = State.CHUNK_SIZE;
        } else if (head.length() == AnswerHead.UNKNOWN_LENGTH) {
            state = State.UNTIL_CLOSE;
        } else if (head.length() == 0) {
            end();
        } else {
            state = State.SIZED;
            left = head.length();
        }
    }

    private int line(byte[] bytes, int from, int to) {
        for (var i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                line(bytes, from, i, i > from && bytes[i - 1] == '\r' ? i - 1 - from : i - from);
                return i + 1;
            }
        }
        return keep(bytes, from, to);
    }

    private void line(byte[] bytes, int from, int to, int length) {
        switch (state) {
            case CHUNK_SIZE -> {
                left = hex(bytes, from, to);
                state = left == 0 ? State.TRAILER : State.CHUNK;
            }
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILER -> {
                if (length == 0) {
                    end();
                }
            }
            case HEAD, SIZED, CHUNK, UNTIL_CLOSE -> throw new IllegalStateException("no line is due: " + state);
        }
    }

    private int body(byte[] bytes, int from, int to) {
        if (state == State.UNTIL_CLOSE) {
            listener.body(bytes, from, to);
            return to;
        }
        var count = (int) Math.min(left, to - from);
        left -= count;
        listener.body(bytes, from, from + count);
        if (left == 0 && state == State.SIZED) {
            end();
        } else if (left == 0) {
            state = State.CHUNK_END;
        }
        return from + count;
    }

    private void end() {
        state = State.HEAD;
        listener.end(head);
    }

    private int keep(byte[] bytes, int from, int to) {
        if (to - from > HEAD_MAX) {
            throw new ProtocolFault("more than " + HEAD_MAX + " bytes without the end of an answer's head");
        }
        begun = Arrays.copyOfRange(bytes, from, to);
        return to;
    }

    private static long hex(byte[] bytes, int from, int to) {
        var value = 0L;
        var at = from;
        for (; at < to && Character.digit(bytes[at], 16) >= 0; at++) {
            value = value * 16 + Character.digit(bytes[at], 16);
        }
        if (at == from || at - from > 8) {
            throw new ProtocolFault("no chunk size in an answer");
        }
        return value;
    }
}
