package dev.streamslocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetPropertyTest {

    private static final int ROUNDS = 20_000;
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final Random random = Seed.random(OffsetPropertyTest.class);

    @Test
    void token_ofAnyPosition_equalsTheDefinition() {
        for (int i = 0; i < ROUNDS; i++) {
            long position = position();
            assertThat(Offset.token(position)).isEqualTo(byDefinition(position));
        }
    }

    @Test
    void parse_ofAnyToken_givesThePositionBack() {
        for (int i = 0; i < ROUNDS; i++) {
            Offset offset = new Offset(position());
            String token =
                    random.nextBoolean() ? offset.token() : offset.token().toLowerCase(Locale.ROOT);
            assertThat(Offset.parse(token)).isEqualTo(offset);
        }
    }

    @Test
    void tokens_ofAnyTwoPositions_sortLikeThePositions() {
        for (int i = 0; i < ROUNDS; i++) {
            Offset a = new Offset(position());
            Offset b = random.nextInt(4) == 0 ? new Offset(a.position() + 1) : new Offset(position());
            assertThat(Integer.signum(a.token().compareTo(b.token())))
                    .isEqualTo(Integer.signum(a.compareTo(b)))
                    .isEqualTo(Integer.signum(unsigned(a.position()).compareTo(unsigned(b.position()))));
        }
    }

    /** All magnitudes alike, so that small positions and those with the high bit are both met. */
    private long position() {
        return random.nextLong() >>> random.nextInt(64);
    }

    /** Contract 10 §2.1 word for word: a 128-bit number, two zero bits below it, 26 digits. */
    private static String byDefinition(long position) {
        BigInteger bits = unsigned(position).shiftLeft(32).shiftLeft(2);
        StringBuilder token = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            token.append(DIGITS.charAt(bits.intValue() & 31));
            bits = bits.shiftRight(5);
        }
        return token.reverse().toString();
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
