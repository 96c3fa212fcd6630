package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The form of all messages of a stream: each says which one it is, and all its bytes follow from that and the seed.
 *
 * <p>{@code {"s":STREAM,"w":WRITER,"n":NUMBER,"d":"FILLER"}}, always {@link #size} bytes. It is compact JSON in which no
 * serialiser would change anything; where bytes are stored as they come, the filler has all 256 values.
 */
final class Messages {
    /** Room for the three numbers at their largest and a little filler. */
    static final int SIZE_MIN = 64;

    private static final byte[] STREAM = "{\"s\":".getBytes(ISO_8859_1);
    private static final byte[] WRITER = ",\"w\":".getBytes(ISO_8859_1);
    private static final byte[] NUMBER = ",\"n\":".getBytes(ISO_8859_1);
    private static final byte[] FILLER = ",\"d\":\"".getBytes(ISO_8859_1);
    private static final byte[] END = "\"}".getBytes(ISO_8859_1);
    private static final byte[] LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(ISO_8859_1);

    // The filler of a message is a window into one block, so that neither writing nor checking computes bytes.
    private static final int WINDOWS = 1 << 18;

    private final int size;
    private final boolean json;
    private final long seed;
    private final byte[] block;
    private final byte[] head = new byte[SIZE_MIN];
    private final CRC32C sum = new CRC32C();

    /** @param size bytes of each message, at least {@link #SIZE_MIN} */
    Messages(int size, boolean json, long seed) {
        if (size < SIZE_MIN) {
            throw new IllegalArgumentException("size must be at least " + SIZE_MIN + ": " + size);
        }
        this.size = size;
        this.json = json;
        this.seed = seed;
        this.block = new byte[WINDOWS + size];
        new SplittableRandom(seed).nextBytes(block);
        for (var i = 0; json && i < block.length; i++) {
            block[i] = LETTERS[block[i] & 63];
        }
    }

    int size() {
        return size;
    }

    boolean json() {
        return json;
    }

    /** Bytes of a request body with so many messages. */
    int bodyBytes(int count) {
        return json && count > 1 ? count * size + count + 1 : count * size;
    }

    /**
     * Writes the body of a request.
     *
     * @param hash fingerprint of what came before
     * @return the fingerprint with these messages
     */
    long putBody(ByteBuffer out, int stream, int writer, int first, int count, long hash) {
        var array = json && count > 1;
        var next = hash;
        for (var i = 0; i < count; i++) {
            if (array) {
                out.put((byte) (i == 0 ? '[' : ','));
            }
            next = Fingerprint.add(next, put(out, stream, writer, first + i));
        }
        if (array) {
            out.put((byte) ']');
        }
        return next;
    }

    private int put(ByteBuffer out, int stream, int writer, int number) {
        var at = literal(STREAM, 0);
        at = literal(WRITER, decimal(stream, at));
        at = literal(NUMBER, decimal(writer, at));
        at = literal(FILLER, decimal(number, at));
        var from = window(stream, writer, number);
        var length = size - at - END.length;
        out.put(head, 0, at).put(block, from, length).put(END);
        sum.reset();
        sum.update(head, 0, at);
        sum.update(block, from, length);
        sum.update(END, 0, END.length);
        return (int) sum.getValue();
    }

    private int literal(byte[] text, int at) {
        System.arraycopy(text, 0, head, at, text.length);
        return at + text.length;
    }

    private int decimal(int value, int at) {
        var digits = 1;
        for (var rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        var rest = value;
        for (var i = at + digits - 1; i >= at; i--) {
            head[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    private int window(int stream, int writer, int number) {
        var mixed = (((long) stream << 40) ^ ((long) writer << 20) ^ number ^ seed) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 46);
    }

    /** Reads messages back and compares them byte by byte. Confined to one reader. */
    final class Reading {
        private final CRC32C sum = new CRC32C();
        private int stream;
        private int writer;
        private int number;
        private int at;

        /** Position of the first wrong byte of the message that starts at {@code start}, or -1 if all are as written. */
        int mismatch(byte[] bytes, int start) {
            at = start;
            if (!skips(bytes, STREAM) || (stream = digits(bytes)) < 0) {
                return at - start;
            }
            if (!skips(bytes, WRITER) || (writer = digits(bytes)) < 0) {
                return at - start;
            }
            if (!skips(bytes, NUMBER) || (number = digits(bytes)) < 0 || !skips(bytes, FILLER)) {
                return at - start;
            }
            var from = window(stream, writer, number);
            var end = start + size - END.length;
            var wrong = Arrays.mismatch(bytes, at, end, block, from, from + end - at);
            if (wrong >= 0) {
                return at + wrong - start;
            }
            at = end;
            return skips(bytes, END) ? -1 : at - start;
        }

        int stream() {
            return stream;
        }

        int writer() {
            return writer;
        }

        int number() {
            return number;
        }

        /** Checksum of the message that starts there. */
        int checksum(byte[] bytes, int start) {
            sum.reset();
            sum.update(bytes, start, size);
            return (int) sum.getValue();
        }

        private boolean skips(byte[] bytes, byte[] text) {
            for (var each : text) {
                if (bytes[at] != each) {
                    return false;
                }
                at++;
            }
            return true;
        }

        // Ten digits at most, so that all heads fit into SIZE_MIN and nothing here leaves the message.
        private int digits(byte[] bytes) {
            var first = at;
            var value = 0L;
            while (at - first < 10 && bytes[at] >= '0' && bytes[at] <= '9') {
                value = value * 10 + bytes[at] - '0';
                at++;
            }
            var canonical = at > first && (bytes[first] != '0' || at == first + 1);
            return canonical && value <= Integer.MAX_VALUE ? (int) value : -1;
        }
    }
}
