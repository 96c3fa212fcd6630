package dev.streamslocal.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes numbers, texts and bytes into a growing array: little varints, zigzag for signed values, lengths before bytes. */
final class Encoder {

    private byte[] bytes;
    private int size;

    Encoder(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets what was written behind {@code mark}. */
    void truncate(int mark) {
        size = mark;
    }

    void fixed8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void fixed32(int value) {
        reserve(4);
        putFixed32(size, value);
        size += 4;
    }

    void fixed64(long value) {
        fixed32((int) (value >>> 32));
        fixed32((int) value);
    }

    void putFixed32(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void zigzag(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void text(String text) {
        blob(text.getBytes(StandardCharsets.UTF_8));
    }

    void blob(byte[] value) {
        varint(value.length);
        raw(value, 0, value.length);
    }

    void raw(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** CRC32C of what was written from {@code mark} on. */
    int checksumFrom(int mark) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, mark, size - mark);
        return (int) crc.getValue();
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
