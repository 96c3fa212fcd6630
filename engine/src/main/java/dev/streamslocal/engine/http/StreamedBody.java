package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/** The body of a streamed answer: framed, in its turn among the pipelined ones. Confined to the event loop of its connection. */
final class StreamedBody implements BodyWriter {

    /** What a caller gets who comes too late. */
    static final StreamedBody CLOSED = new StreamedBody();

    /** Up to this size a frame is copied behind its chunk size: cheaper than three writes. */
    private static final int COPIED_BYTES_MAX = 4 << 10;

    /** Eight hexadecimal digits and two line ends. */
    private static final int CHUNK_OVERHEAD = 12;

    private static final ByteBuf LINE_END = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2).writeByte('\r').writeByte('\n').asReadOnly());
    private static final ByteBuf LAST_CHUNK = Unpooled.unreleasableBuffer(Unpooled.directBuffer(5)
            .writeByte('0')
            .writeByte('\r')
            .writeByte('\n')
            .writeByte('\r')
            .writeByte('\n')
            .asReadOnly());

    private record Frame(ByteBuf bytes, Runnable drained) {}

    private enum Turn {
        WAITING,
        SENDING,
        OVER
    }

    private final ArrayDeque<Frame> held = new ArrayDeque<>(2);
    private Exchange exchange;
    private Answers answers;
    private Response head = Response.status(500);
    private boolean discards;
    private long length;
    private long sent;
    private Turn turn = Turn.WAITING;
    private boolean ended;

    @SuppressWarnings("NullAway") // A closed body has neither exchange nor answers and never looks for them.
    private StreamedBody() {
        turn = Turn.OVER;
        ended = true;
    }

    StreamedBody(Exchange exchange, Answers answers, Response head, long length) {
        this.exchange = exchange;
        this.answers = answers;
        this.head = head;
        this.length =
                length >= 0 ? length : exchange.request().http10() ? AnswerBytes.UNTIL_CLOSE : AnswerBytes.CHUNKED;
        this.discards = exchange.request().method() == Method.HEAD || !AnswerBytes.mayHaveBody(head.status());
    }

    @Override
    public boolean open() {
        return !ended && turn != Turn.OVER;
    }

    @Override
    public void write(ByteBuf frame, Runnable drained) {
        if (!open()) {
            frame.release();
            return;
        }
        int size = frame.readableBytes();
        if (length >= 0 && size > length - sent) {
            frame.release();
            throw new IllegalStateException("the body was announced with " + length + " bytes");
        }
        sent += size;
        if (turn == Turn.SENDING) {
            send(frame, drained);
        } else {
            held.add(new Frame(frame, drained));
        }
    }

    @Override
    public void end() {
        if (!open()) {
            return;
        }
        ended = true;
        exchange.completed();
        if (length > sent && !discards) {
            answers.cut();
        } else if (turn == Turn.SENDING) {
            finish();
            answers.advance();
        }
    }

    /** Breaks off, so that the client sees that something is missing. */
    void cut() {
        if (turn != Turn.OVER) {
            answers.cut();
        }
    }

    /** It is this answer's turn: sends the head and what was held back. */
    void begin() {
        if (turn != Turn.WAITING) {
            return;
        }
        turn = Turn.SENDING;
        answers.sendHead(exchange, head, length);
        for (Frame frame = held.poll(); frame != null; frame = held.poll()) {
            send(frame.bytes, frame.drained);
        }
        if (ended) {
            finish();
        }
    }

    boolean over() {
        return turn == Turn.OVER;
    }

    boolean untilClose() {
        return length == AnswerBytes.UNTIL_CLOSE;
    }

    /** The connection is gone. */
    void drop() {
        if (turn != Turn.OVER) {
            turn = Turn.OVER;
            held.forEach(frame -> frame.bytes.release());
            held.clear();
        }
    }

    private void send(ByteBuf frame, Runnable drained) {
        int size = frame.readableBytes();
        if (!discards) {
            exchange.sent(head.status(), size);
        }
        if (discards || size == 0) {
            frame.release();
            answers.loop().execute(() -> exchange.run(drained));
        } else if (length != AnswerBytes.CHUNKED) {
            answers.out().write(frame, exchange, drained);
        } else if (size <= COPIED_BYTES_MAX) {
            answers.out().write(copied(frame, size), exchange, drained);
        } else {
            ByteBuf start = answers.allocator().ioBuffer(CHUNK_OVERHEAD);
            AnswerBytes.writeChunkSize(start, size);
            answers.out().write(start);
            answers.out().write(frame);
            answers.out().write(LINE_END.duplicate(), exchange, drained);
        }
    }

    private ByteBuf copied(ByteBuf frame, int size) {
        ByteBuf chunk = answers.allocator().ioBuffer(size + CHUNK_OVERHEAD);
        AnswerBytes.writeChunkSize(chunk, size);
        chunk.writeBytes(frame, frame.readerIndex(), size);
        AnswerBytes.writeLineEnd(chunk);
        frame.release();
        return chunk;
    }

    private void finish() {
        turn = Turn.OVER;
        if (length == AnswerBytes.CHUNKED && !discards) {
            answers.out().write(LAST_CHUNK.duplicate());
        }
    }
}
