package dev.streamslocal.storage;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Reads what an {@link Encoder} wrote; anything that does not fit is damage. */
final class Decoder {

    private final byte[] bytes;
    private final int end;
    private int at;

    Decoder(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Decoder(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    int remaining() {
        return end - at;
    }

    int position() {
        return at;
    }

    byte[] source() {
        return bytes;
    }

    int fixed8() {
        need(1);
        return bytes[at++] & 0xff;
    }

    int fixed32() {
        need(4);
        int value = (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
        at += 4;
        return value;
    }

    long fixed64() {
        long high = fixed32();
        return high << 32 | (fixed32() & 0xffff_ffffL);
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = fixed8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw damaged();
    }

    /** A varint that is never negative. */
    long number() {
        long value = varint();
        if (value < 0) {
            throw damaged();
        }
        return value;
    }

    /** A count or length: between 0 and {@code max}. */
    int count(long max) {
        long value = varint();
        if (value < 0 || value > max) {
            throw damaged();
        }
        return (int) value;
    }

    long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    String text() {
        int length = count(Integer.MAX_VALUE);
        return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
    }

    /** Steps over {@code length} bytes and returns where they begin in {@link #source()}. */
    int skip(int length) {
        need(length);
        int from = at;
        at += length;
        return from;
    }

    /** The next {@code length} bytes as a part of its own, if their CRC32C is this one. */
    Decoder part(int length, int checksum) {
        int from = skip(length);
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        if ((int) crc.getValue() != checksum) {
            throw damaged();
        }
        return new Decoder(bytes, from, from + length);
    }

    private void need(int length) {
        if (length < 0 || length > end - at) {
            throw damaged();
        }
    }

    static StorageException damaged() {
        return new StorageException(StorageException.Kind.DAMAGED, "stored data damaged");
    }
}
