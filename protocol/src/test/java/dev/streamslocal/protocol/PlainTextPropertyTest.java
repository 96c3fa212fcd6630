package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainTextPropertyTest {

    private final Random random = Seed.random(PlainTextPropertyTest.class);

    @Test
    void end_atEveryPlaceForEveryByte_isTheFirstOne() {
        for (int value = 0; value < 256; value++) {
            for (int at = 0; at < 20; at++) {
                byte[] bytes = "abcdefghijklmnopqrst".getBytes(US_ASCII);
                bytes[at] = (byte) value;
                boolean plain = value >= 0x20 && value < 0x80 && value != '"' && value != '\\';
                assertThat(PlainText.end(bytes, 0, 20)).isEqualTo(plain ? 20 : at);
            }
        }
    }

    /** Bytes around the borders of the tests, since a borrow between neighbouring bytes is what could go wrong. */
    @Test
    void end_ofRandomBytes_isWhatTheSimpleLoopFinds() {
        byte[] near = {
            0, 1, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7e, 0x7f, (byte) 0x80, (byte) 0xa2, (byte) 0xff
        };
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                boolean any = random.nextInt(8) == 0;
                bytes[i] = any ? near[random.nextInt(near.length)] : (byte) (random.nextBoolean() ? 0x21 : 0x23);
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            assertThat(PlainText.end(bytes, from, to)).isEqualTo(simple(bytes, from, to));
        }
    }

    private static int simple(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] >= 0x20 && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }
}
