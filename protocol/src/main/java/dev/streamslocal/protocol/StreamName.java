package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Percent-decoding of names and keys: once, strict, UTF-8 (contract 10 §1.2). Any text is a name, NUL included. */
public final class StreamName {

    private StreamName() {}

    /**
     * Decodes a part of a raw path; {@code +} stands for itself.
     *
     * @param raw as on the request line, one character per byte (ISO-8859-1)
     * @throws ProtocolException 400 naming the part, when an escape is malformed or the bytes are not UTF-8
     */
    public static String decode(String raw) {
        return needsDecoding(raw) ? decodeBytes(raw) : raw;
    }

    private static boolean needsDecoding(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c >= 0x80) {
                return true;
            }
        }
        return false;
    }

    private static String decodeBytes(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.put(escaped(raw, i));
                i += 2;
            } else if (c <= 0xFF) {
                bytes.put((byte) c);
            } else {
                throw malformed(raw);
            }
        }
        try {
            return UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed(raw);
        }
    }

    private static byte escaped(String raw, int at) {
        int high = at + 1 < raw.length() ? hex(raw.charAt(at + 1)) : -1;
        int low = at + 2 < raw.length() ? hex(raw.charAt(at + 2)) : -1;
        if (high < 0 || low < 0) {
            throw malformed(raw);
        }
        return (byte) (high << 4 | low);
    }

    // Character.digit would also take digits of other scripts.
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static ProtocolException malformed(String raw) {
        return ProtocolException.badRequest("malformed percent-encoding: " + raw);
    }
}
