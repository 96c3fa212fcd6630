package dev.streamslocal.engine.http;

import java.util.Arrays;

/** One header as the bytes of its line, prepared once for answers that are made often. Immutable. */
public final class HeaderLine {

    private final byte[] bytes;

    private HeaderLine(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A header with its value as ISO-8859-1 characters.
     *
     * @throws IllegalStateException if name or value hold characters that a header cannot carry
     */
    public static HeaderLine of(String name, String value) {
        var block = new HeaderBlock(name.length() + value.length() + HeaderBlock.LINE_OVERHEAD);
        block.add(name, value);
        return new HeaderLine(Arrays.copyOf(block.bytes(), block.length()));
    }

    byte[] bytes() {
        return bytes;
    }
}
