package dev.streamslocal.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Writes the head of an answer, and a small body with it, into one buffer of the right size. */
final class AnswerBytes {

    /** Lengths that stand for a framing without {@code Content-Length}. */
    static final long CHUNKED = -1;

    static final long UNTIL_CLOSE = -2;

    /** The length of what GET would answer is not known, and HEAD must not name another (RFC 9110 §8.6). */
    static final long UNNAMED = -3;

    /** How the connection goes on after the answer; HTTP/1.0 clients have to be told that it stays. */
    enum Persistence {
        IMPLIED(""),
        KEPT("Connection: keep-alive\r\n"),
        CLOSED("Connection: close\r\n");

        private final byte[] line;

        Persistence(String line) {
            this.line = line.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING =
            "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS_MAX = 19;
    private static final int SPARE = 32;

    private AnswerBytes() {}

    /**
     * The head of an answer.
     *
     * @param length bytes of the body, {@link #CHUNKED}, {@link #UNTIL_CLOSE} or {@link #UNNAMED}
     * @param room bytes left free behind the head for a body that goes with it
     */
    static ByteBuf head(
            ByteBufAllocator allocator,
            Response response,
            byte[] date,
            Persistence persistence,
            long length,
            int room) {
        byte[] status = StatusLine.of(response.status());
        HeaderBlock headers = response.headers();
        int size = status.length + date.length + headers.length() + persistence.line.length + room;
        ByteBuf head = allocator.ioBuffer(size + CONTENT_LENGTH.length + DIGITS_MAX + SPARE);
        head.writeBytes(status);
        head.writeBytes(date);
        head.writeBytes(headers.bytes(), 0, headers.length());
        head.writeBytes(persistence.line);
        if (length == CHUNKED) {
            head.writeBytes(TRANSFER_ENCODING);
        } else if (length >= 0 && mayHaveBody(response.status())) {
            head.writeBytes(CONTENT_LENGTH);
            writeDecimal(head, length);
            writeLineEnd(head);
        }
        writeLineEnd(head);
        return head;
    }

    static boolean mayHaveBody(int status) {
        return status != 204 && status != 304;
    }

    static void writeLineEnd(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    private static void writeDecimal(ByteBuf out, long value) {
        long power = 1;
        while (value / power >= 10) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            out.writeByte((int) ('0' + value / power % 10));
        }
    }

    /** The size of a chunk and the end of its line. */
    static void writeChunkSize(ByteBuf out, int size) {
        int shift = (31 - Integer.numberOfLeadingZeros(size)) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(Character.forDigit(size >>> shift & 0xf, 16));
        }
        writeLineEnd(out);
    }
}
