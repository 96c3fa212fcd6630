package dev.streamslocal.conformance;

import java.math.BigInteger;

/** Offset tokens computed from their definition: 130 bits, of which 64 count entries, as 26 base32 digits. */
final class Token {
    static final String START = of(-1);

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS_BELOW_THE_COUNT = 32 + 2;

    private Token() {}

    /** The token after the entry of this sequence number; -1 is the start. */
    static String of(long seq) {
        return ofCount(BigInteger.valueOf(seq).add(BigInteger.ONE));
    }

    /** The token after that many entries. */
    static String ofCount(BigInteger entries) {
        BigInteger value = entries.shiftLeft(BITS_BELOW_THE_COUNT);
        var token = new char[26];
        for (int at = token.length - 1; at >= 0; at--) {
            token[at] = DIGITS.charAt(value.intValue() & 31);
            value = value.shiftRight(5);
        }
        return new String(token);
    }

    /** The sequence number of the last entry before this token; -1 at the start. */
    static long seq(String token) {
        if (token.length() != 26) {
            throw new AssertionError("not an offset token: " + token);
        }
        BigInteger value = BigInteger.ZERO;
        for (int at = 0; at < token.length(); at++) {
            value = value.shiftLeft(5).or(BigInteger.valueOf(DIGITS.indexOf(token.charAt(at))));
        }
        return value.shiftRight(BITS_BELOW_THE_COUNT).longValueExact() - 1;
    }
}
