package dev.streamslocal.engine.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Header lines as they go to the wire, growing. Confined to one response. */
final class HeaderBlock {

    /** Colon, blank, CR, LF. */
    static final int LINE_OVERHEAD = 4;

    private byte[] bytes;
    private int length;

    HeaderBlock(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void add(String name, String value) {
        requireToken(name);
        requireText(name, value);
        reserve(name.length() + value.length() + LINE_OVERHEAD);
        put(name);
        bytes[length++] = ':';
        bytes[length++] = ' ';
        put(value);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    void add(HeaderLine line) {
        byte[] prepared = line.bytes();
        reserve(prepared.length);
        System.arraycopy(prepared, 0, bytes, length, prepared.length);
        length += prepared.length;
    }

    /** First value of a header, or "": a look into bytes already written, for tests and logs. */
    String first(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ": ";
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        for (String line : text.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        return "";
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    // Copies the low bytes of the characters, which requireText has shown to be the whole characters.
    @SuppressWarnings("deprecation")
    private void put(String text) {
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    private static void requireToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') {
                throw new IllegalStateException("not a header name: " + name);
            }
        }
        if (name.isEmpty()) {
            throw new IllegalStateException("a header name must not be empty");
        }
    }

    private static void requireText(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0xff || c == 0x7f || (c < ' ' && c != '\t')) {
                throw new IllegalStateException(
                        "value of header " + name + " must not hold character " + Integer.toHexString(c));
            }
        }
    }
}
