package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * A place between two entries of a stream: how many entries lie before it (contract 10 §2).
 *
 * <p>On the wire it is a token of 26 characters, the Crockford base32 form of epoch (32 bits, written as 0), position
 * (64 bits), block (32 bits, written as 0) and two zero bits. Tokens of ascending positions ascend bytewise.
 *
 * @param position number of entries before the place, an <b>unsigned</b> 64-bit number: a token may name any. Compare
 *     with {@link #beyond} or {@link #compareTo}.
 */
public record Offset(long position) implements Comparable<Offset> {

    /** Before the first entry. */
    public static final Offset START = new Offset(0);

    /** Characters, and bytes, of a token. */
    public static final int TOKEN_LENGTH = 26;

    private static final byte[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(ISO_8859_1);
    private static final byte[] VALUES = values();

    // Bits of a token in digits 6 to 19: two of the epoch and three of the position, twelve full digits, one last bit
    // of the position.
    private static final int FIRST_DIGIT = 6;
    private static final int LAST_FULL_DIGIT = 18;
    private static final int ODD_DIGIT = 19;

    /**
     * Reads the value of a query parameter or header: {@code -1} for the start or a token; {@code now} is left to the
     * caller.
     *
     * @throws ProtocolException 400 {@code missing offset}, {@code invalid offset length: N} or {@code invalid base32
     *     char: X}
     */
    public static Offset parse(String text) {
        if (text.isBlank()) {
            throw ProtocolException.badRequest("missing offset");
        }
        return text.equals("-1") ? START : decode(text);
    }

    /** The token of this place. */
    public String token() {
        return token(position);
    }

    /** The token of a position. */
    public static String token(long position) {
        byte[] token = new byte[TOKEN_LENGTH];
        write(position, token, 0);
        return new String(token, ISO_8859_1);
    }

    /** Writes the token of a position into {@code dst[at .. at + 26)}. */
    public static void write(long position, byte[] dst, int at) {
        long rest = position >>> 1;
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            dst[at + i] = '0';
        }
        for (int i = LAST_FULL_DIGIT; i >= FIRST_DIGIT; i--) {
            dst[at + i] = DIGITS[(int) rest & 31];
            rest >>>= 5;
        }
        if ((position & 1) != 0) {
            dst[at + ODD_DIGIT] = 'G';
        }
    }

    /** Whether this place lies after the end of a stream of so many entries. */
    public boolean beyond(long tail) {
        return Long.compareUnsigned(position, tail) > 0;
    }

    @Override
    public int compareTo(Offset other) {
        return Long.compareUnsigned(position, other.position);
    }

    @Override
    public String toString() {
        return token();
    }

    private static Offset decode(String text) {
        if (text.length() != TOKEN_LENGTH) {
            throw ProtocolException.badRequest("invalid offset length: " + text.length());
        }
        long bits = 0; // those of the epoch leave at the high end
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            int digit = digit(text, i);
            if (i <= LAST_FULL_DIGIT) {
                bits = bits << 5 | digit;
            } else if (i == ODD_DIGIT) {
                bits = bits << 1 | digit >>> 4;
            }
        }
        return bits == 0 ? START : new Offset(bits);
    }

    private static int digit(String text, int at) {
        char c = text.charAt(at);
        int digit = c < VALUES.length ? VALUES[c] : -1;
        if (digit < 0) {
            throw ProtocolException.badRequest("invalid base32 char: " + Character.toString(text.codePointAt(at)));
        }
        return digit;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (byte i = 0; i < DIGITS.length; i++) {
            values[DIGITS[i]] = i;
            values[Character.toLowerCase(DIGITS[i])] = i;
        }
        values['O'] = values['o'] = 0;
        values['I'] = values['i'] = values['L'] = values['l'] = 1;
        return values;
    }
}
