package dev.streamslocal.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks, read as they come; its end is the last chunk, not the end of the connection. */
final class ChunkedInput extends InputStream {
    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        left--;
        int next = in.read();
        if (next < 0) {
            throw new EOFException("connection ended inside a chunk");
        }
        return next;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int count = in.read(target, at, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("connection ended inside a chunk");
        }
        left -= count;
        return count;
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        if (!first) {
            Wire.line(in);
        }
        first = false;
        left = Long.parseLong(Wire.line(in).replaceFirst(";.*", "").trim(), 16);
        if (left == 0) {
            ended = true;
            while (!Wire.line(in).isEmpty()) {}
        }
        return left > 0;
    }
}
