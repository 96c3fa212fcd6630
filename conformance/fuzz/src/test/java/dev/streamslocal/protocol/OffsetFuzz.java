package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.fuzz.Finding;
import java.math.BigInteger;
import java.util.Arrays;

/** Offset tokens beside their definition: 130 bits in Crockford's base32, of which 64 are the position. */
public final class OffsetFuzz {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final BigInteger POSITIONS = BigInteger.ONE.shiftLeft(64);
    private static final int BITS_BELOW = 34;

    private OffsetFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(new String(input, ISO_8859_1));
        read(new String(input, UTF_8));
        write(input);
    }

    private static void read(String text) {
        String expected = expected(text);
        String actual;
        try {
            Offset offset = Offset.parse(text);
            actual = Long.toUnsignedString(offset.position());
            Finding.unlessEqual(Offset.parse(offset.token()), offset, "the token of " + text + " read again");
        } catch (ProtocolException e) {
            actual = e.problem().status() + " " + e.problem().message();
        }
        Finding.unlessEqual(actual, expected, "offset " + text);
    }

    private static String expected(String text) {
        if (text.isBlank()) {
            return "400 missing offset";
        }
        if (text.equals("-1")) {
            return "0";
        }
        if (text.length() != 26) {
            return "400 invalid offset length: " + text.length();
        }
        BigInteger bits = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                return "400 invalid base32 char: " + Character.toString(text.codePointAt(i));
            }
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(digit));
        }
        return bits.shiftRight(BITS_BELOW).mod(POSITIONS).toString();
    }

    private static int digit(char c) {
        char upper = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
        return switch (upper) {
            case 'O' -> 0;
            case 'I', 'L' -> 1;
            default -> DIGITS.indexOf(upper);
        };
    }

    private static void write(byte[] input) {
        long one = position(input, 0);
        long two = position(input, Long.BYTES);
        byte[] room = new byte[Offset.TOKEN_LENGTH + 2];
        Offset.write(one, room, 1);
        Finding.unless(room[0] == 0 && room[room.length - 1] == 0, "a token has left its place");
        String token = new String(Arrays.copyOfRange(room, 1, room.length - 1), ISO_8859_1);
        Finding.unlessEqual(Offset.parse(token).position(), one, "position of " + token);
        int order = Long.compareUnsigned(one, two);
        Finding.unlessEqual(
                Integer.signum(token.compareTo(Offset.token(two))), Integer.signum(order), "order of tokens");
        Finding.unlessEqual(new Offset(one).beyond(two), order > 0, "beyond");
    }

    private static long position(byte[] input, int from) {
        long bits = 0;
        for (int i = from; i < Math.min(input.length, from + Long.BYTES); i++) {
            bits = bits << 8 | input[i] & 0xff;
        }
        return bits;
    }
}
