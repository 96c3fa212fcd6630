package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class Utf8PropertyTest {

    private static final int[] BYTES = {
        0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
        0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
    };

    private final Random random = Seed.random(Utf8PropertyTest.class);

    @Test
    void next_ofEveryBorderSequence_acceptsWhatThePlatformDecodes() {
        for (int a : BYTES) {
            for (int b : BYTES) {
                for (int c : BYTES) {
                    for (int d : BYTES) {
                        byte[] bytes = {(byte) a, (byte) b, (byte) c, (byte) d};
                        int next = Utf8.next(bytes, 0, 4);
                        assertThat(next).isEqualTo(decodedPrefix(bytes));
                    }
                }
            }
        }
    }

    @Test
    void incompleteUtf8_ofText_isWhatTheCutLeaves() {
        for (int round = 0; round < 20_000; round++) {
            byte[] whole = random.ints(random.nextInt(6), 0, 4)
                    .mapToObj(i -> new String[] {"a", "é", "漢", "😀"}[i])
                    .collect(Collectors.joining())
                    .getBytes(UTF_8);
            int cut = random.nextInt(whole.length + 1);
            int before = cut;
            while (before > 0 && before < whole.length && (whole[before] & 0xC0) == 0x80) {
                before--;
            }
            assertThat(SseFrames.incompleteUtf8(whole, 0, cut)).isEqualTo(cut - before);
        }
    }

    @Test
    void incompleteUtf8_ofWhatNoByteCanComplete_isNothing() {
        assertThat(tail(0xFF)).isZero();
        assertThat(tail(0xC0)).isZero();
        assertThat(tail(0xF5, 0x80)).isZero();
        assertThat(tail(0x80)).isZero();
        assertThat(tail(0xED, 0xA0)).isZero();
        assertThat(tail(0xE0, 0x80)).isZero();
        assertThat(tail(0xF4, 0x90, 0x80)).isZero();
        assertThat(tail(0x80, 0x80, 0x80, 0x80)).isZero();
        assertThat(tail(0x41, 0xED, 0x9F)).isEqualTo(2);
        assertThat(tail(0xF4, 0x8F, 0x80)).isEqualTo(3);
        assertThat(tail(0xC2)).isEqualTo(1);
        assertThat(tail()).isZero();
    }

    private static int tail(int... values) {
        byte[] bytes = new byte[values.length + 2];
        bytes[0] = (byte) 0xC2;
        bytes[bytes.length - 1] = (byte) 0x80;
        for (int i = 0; i < values.length; i++) {
            bytes[i + 1] = (byte) values[i];
        }
        return SseFrames.incompleteUtf8(bytes, 1, values.length);
    }

    /** Bytes of the first character, or -1 when the platform's decoder refuses it. */
    private static int decodedPrefix(byte[] bytes) {
        for (int length = 1; length <= 4; length++) {
            CharBuffer chars = CharBuffer.allocate(4);
            CoderResult result = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length), chars, true);
            if (!result.isError() && chars.position() > 0) {
                return length;
            }
        }
        return -1;
    }
}
