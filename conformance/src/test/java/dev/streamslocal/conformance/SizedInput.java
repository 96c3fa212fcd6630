package dev.streamslocal.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body of a known number of bytes. */
final class SizedInput extends InputStream {
    private final InputStream in;
    private long left;

    SizedInput(InputStream in, long size) {
        this.in = in;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(target, at, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("connection ended, " + left + " bytes before the end of the body");
        }
        left -= count;
        return count;
    }
}
