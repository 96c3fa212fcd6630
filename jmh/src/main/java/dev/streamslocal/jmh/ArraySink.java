package dev.streamslocal.jmh;

import dev.streamslocal.protocol.ByteSink;

/** Writes into one array again and again, so that encoding is measured without allocating the target. */
final class ArraySink implements ByteSink {

    private final byte[] bytes;
    private int length;

    ArraySink(int bytesMax) {
        bytes = new byte[bytesMax];
    }

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public void put(byte[] src, int offset, int count) {
        System.arraycopy(src, offset, bytes, length, count);
        length += count;
    }

    @Override
    public void put(byte b) {
        bytes[length++] = b;
    }
}
