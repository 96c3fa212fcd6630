package dev.streamslocal.protocol;

import static dev.streamslocal.protocol.JsonSplitterTest.texts;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonSplitterPropertyTest {

    private static final int ROUNDS = 20_000;
    private static final byte[] INTERESTING =
            "\"\\[]{},:0123456789-+.eEtrufalsn \t\r\n\0\u001f/bu\u007f\u0080\u00bf\u00c0\u00c2\u00e0\u00ed\u00ef\u00f0\u00f4\u00f5\u00ff"
                    .getBytes(ISO_8859_1);

    private final Random random = Seed.random(JsonSplitterPropertyTest.class);

    @Test
    void split_validBodies_likeTheReference() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] body = RandomJson.body(random);
            assertThat(ReferenceJson.messages(body)).as(shown(body)).isPresent();
            assertLikeTheReference(body);
        }
    }

    @Test
    void split_mutatedBodies_likeTheReference() {
        int refused = 0;
        for (int i = 0; i < 2 * ROUNDS; i++) {
            byte[] body = RandomJson.body(random);
            for (int k = 1 + random.nextInt(3); k > 0; k--) {
                body = mutated(body);
            }
            refused += assertLikeTheReference(body) ? 0 : 1;
        }
        assertThat(refused)
                .as("mutations that break the body, and some that do not")
                .isBetween(ROUNDS / 2, 2 * ROUNDS - 100);
    }

    @Test
    void split_everyPrefixOfABody_likeTheReference() {
        for (int i = 0; i < 200; i++) {
            byte[] body = RandomJson.body(random);
            for (int length = 0; length < body.length; length++) {
                assertLikeTheReference(Arrays.copyOf(body, length));
            }
        }
    }

    private byte[] mutated(byte[] body) {
        int at = random.nextInt(body.length + 1);
        byte b = INTERESTING[random.nextInt(INTERESTING.length)];
        int after = Math.min(at + 1, body.length);
        return switch (random.nextInt(4)) {
            case 0 -> joined(body, at, new byte[] {b}, after);
            case 1 -> joined(body, at, new byte[] {b}, at);
            case 2 -> joined(body, at, new byte[0], after);
            default -> joined(body, at, Arrays.copyOfRange(body, random.nextInt(at + 1), at), at);
        };
    }

    /** The body with {@code [cut, rest)} replaced. */
    private static byte[] joined(byte[] body, int cut, byte[] middle, int rest) {
        byte[] result = Arrays.copyOf(body, cut + middle.length + body.length - rest);
        System.arraycopy(middle, 0, result, cut, middle.length);
        System.arraycopy(body, rest, result, cut + middle.length, body.length - rest);
        return result;
    }

    /** Splits inside a larger array, whose other bytes must stay; says whether the body was accepted. */
    private boolean assertLikeTheReference(byte[] body) {
        Optional<List<String>> expected = ReferenceJson.messages(body);
        byte[] array = new byte[body.length + random.nextInt(20)];
        Arrays.fill(array, (byte) ']');
        int start = random.nextInt(array.length - body.length + 1);
        System.arraycopy(body, 0, array, start, body.length);
        try {
            Messages messages = JsonSplitter.split(array, start, body.length);
            assertThat(Optional.of(texts(messages))).as(shown(body)).isEqualTo(expected);
            assertThat(new String(array, messages.start(), messages.length(), UTF_8))
                    .isEqualTo(String.join(",", expected.orElseThrow()));
            assertWithin(messages, start, body.length);
        } catch (ProtocolException e) {
            assertThat(e.problem()).isEqualTo(Problem.badRequest("invalid JSON"));
            assertThat(expected).as(shown(body)).isEmpty();
        }
        for (int i = 0; i < array.length; i++) {
            if (i < start || i >= start + body.length) {
                assertThat(array[i]).isEqualTo((byte) ']');
            }
        }
        return expected.isPresent();
    }

    private static void assertWithin(Messages messages, int start, int length) {
        if (messages.count() > 0) {
            assertThat(messages.start()).isGreaterThanOrEqualTo(start);
            assertThat(messages.start() + messages.length()).isLessThanOrEqualTo(start + length);
        }
    }

    private static String shown(byte[] body) {
        return "<" + new String(body, ISO_8859_1) + ">";
    }
}
