package dev.streamslocal.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Input of exact size, the same in every run: JSON as applications write it, and text in lines. */
final class Payloads {

    private static final String OBJECT =
            "{\"id\":\"%08d\",\"type\":\"order.changed\",\"paid\":true,\"total\":1234.50,\"tags\":[\"new\",\"eu\"],"
                    + "\"customer\":{\"name\":\"Zoë\",\"since\":null},\"note\":\"";
    private static final byte[] NOTE =
            "Left with the neighbour,\\n who said \\\"thank you\\\" for it. ".getBytes(UTF_8);
    private static final byte[] OBJECT_END = "\"}".getBytes(UTF_8);
    private static final byte[] LINE =
            "2026-01-01T00:00:00.000Z INFO order 4711 of Zoë was changed in 12 ms\n".getBytes(UTF_8);

    private Payloads() {}

    /**
     * A JSON object without white space between its tokens.
     *
     * @param bytes its length, at least 200
     */
    static byte[] object(int id, int bytes) {
        byte[] begin = OBJECT.formatted(id).getBytes(UTF_8);
        byte[] object = Arrays.copyOf(begin, bytes);
        int end = bytes - OBJECT_END.length;
        int at = repeat(NOTE, object, begin.length, end);
        Arrays.fill(object, at, end, (byte) '.');
        System.arraycopy(OBJECT_END, 0, object, end, OBJECT_END.length);
        return object;
    }

    /** Objects joined by commas, without the brackets around them. */
    static byte[] objects(int count, int bytesEach) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(count * (bytesEach + 1));
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                joined.write(',');
            }
            joined.writeBytes(object(i, bytesEach));
        }
        return joined.toByteArray();
    }

    /** A JSON array of objects. */
    static byte[] array(int count, int bytesEach) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        array.writeBytes(objects(count, bytesEach));
        array.write(']');
        return array.toByteArray();
    }

    /** Lines of a log, the last one filled up with blanks. */
    static byte[] text(int bytes) {
        byte[] text = new byte[bytes];
        Arrays.fill(text, repeat(LINE, text, 0, bytes), bytes, (byte) ' ');
        return text;
    }

    /** Writes the pattern as often as it fits whole; returns the index behind it. */
    private static int repeat(byte[] pattern, byte[] dst, int from, int end) {
        int at = from;
        while (at + pattern.length <= end) {
            System.arraycopy(pattern, 0, dst, at, pattern.length);
            at += pattern.length;
        }
        return at;
    }
}
