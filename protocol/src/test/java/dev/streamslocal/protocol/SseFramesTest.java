package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseFramesTest {

    private static final class Buffer implements ByteSink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void put(byte[] src, int offset, int length) {
            bytes.write(src, offset, length);
        }

        @Override
        public void put(byte b) {
            bytes.write(b);
        }
    }

    private static String data(SseEncoding encoding, String... slices) {
        Buffer buffer = new Buffer();
        ByteSink.Counting counting = new ByteSink.Counting();
        int bytes = 0;
        SseData out = SseFrames.data(encoding, buffer);
        SseData counted = SseFrames.data(encoding, counting);
        for (String slice : slices) {
            byte[] raw = ("<<" + slice + ">").getBytes(UTF_8);
            out.slice(raw, 2, raw.length - 3);
            counted.slice(raw, 2, raw.length - 3);
            bytes += raw.length - 3;
        }
        out.end();
        counted.end();
        assertThat(counting.bytes()).isEqualTo(buffer.bytes.size());
        if (encoding != SseEncoding.TEXT) {
            assertThat(SseFrames.size(encoding, bytes, slices.length)).isEqualTo(buffer.bytes.size());
        }
        return buffer.bytes.toString(UTF_8);
    }

    private static String control(long next, boolean upToDate, boolean closed, String cursor) {
        return new String(SseFrames.control(new Offset(next), upToDate, closed, cursor), ISO_8859_1);
    }

    @Test
    void frames_areThoseOfTheContract() {
        assertThat(data(SseEncoding.JSON, "{\"n\":1},{\"n\":2}") + control(2, true, false, "1795496044"))
                .isEqualTo("event: data\ndata:[{\"n\":1},{\"n\":2}]\n\nevent: control\ndata:"
                        + "{\"streamNextOffset\":\"00000000000000000010000000\",\"upToDate\":true,"
                        + "\"streamCursor\":\"1795496044\"}\n\n");
    }

    @Test
    void control_membersAreInOrderAndOptional() {
        String next = "event: control\ndata:{\"streamNextOffset\":\"0000000000000000000G000000\"";

        assertThat(control(1, false, false, "")).isEqualTo(next + "}\n\n");
        assertThat(control(1, false, false, "7")).isEqualTo(next + ",\"streamCursor\":\"7\"}\n\n");
        assertThat(control(1, true, false, "")).isEqualTo(next + ",\"upToDate\":true}\n\n");
        assertThat(control(1, true, true, "7")).isEqualTo(next + ",\"upToDate\":true,\"streamClosed\":true}\n\n");
    }

    @Test
    void json_slices_areJoinedIntoOneArray() {
        assertThat(data(SseEncoding.JSON, "1,2", "3", "4")).isEqualTo("event: data\ndata:[1,2,3,4]\n\n");
        assertThat(data(SseEncoding.JSON)).isEqualTo("event: data\ndata:[]\n\n");
    }

    @Test
    void text_eachLine_hasItsOwnDataLine() {
        assertThat(data(SseEncoding.TEXT, "a")).isEqualTo("event: data\ndata:a\n\n");
        assertThat(data(SseEncoding.TEXT, "a\nb\rc\r\nd")).isEqualTo("event: data\ndata:a\ndata:b\ndata:c\ndata:d\n\n");
        assertThat(data(SseEncoding.TEXT, "a\n")).isEqualTo("event: data\ndata:a\ndata:\n\n");
        assertThat(data(SseEncoding.TEXT, "\n\r")).isEqualTo("event: data\ndata:\ndata:\ndata:\n\n");
        assertThat(data(SseEncoding.TEXT)).isEqualTo("event: data\ndata:\n\n");
    }

    @Test
    void text_acrossSlices_isOneText() {
        assertThat(data(SseEncoding.TEXT, "a", "b")).isEqualTo("event: data\ndata:ab\n\n");
        assertThat(data(SseEncoding.TEXT, "a\r", "\nb")).isEqualTo("event: data\ndata:a\ndata:b\n\n");
        assertThat(data(SseEncoding.TEXT, "a\r", "", "\nb")).isEqualTo("event: data\ndata:a\ndata:b\n\n");
        assertThat(data(SseEncoding.TEXT, "a\r", "\n", "\nb")).isEqualTo("event: data\ndata:a\ndata:\ndata:b\n\n");
        assertThat(data(SseEncoding.TEXT, "a\r", "\r", "b")).isEqualTo("event: data\ndata:a\ndata:\ndata:b\n\n");
    }

    @Test
    void text_aLeadingBlank_isDoubledOnlyAtTheStartOfALine() {
        assertThat(data(SseEncoding.TEXT, " x")).isEqualTo("event: data\ndata:  x\n\n");
        assertThat(data(SseEncoding.TEXT, "a\n b")).isEqualTo("event: data\ndata:a\ndata:  b\n\n");
        assertThat(data(SseEncoding.TEXT, "a", " b")).isEqualTo("event: data\ndata:a b\n\n");
        assertThat(data(SseEncoding.TEXT, "", " b")).isEqualTo("event: data\ndata:  b\n\n");
        assertThat(data(SseEncoding.TEXT, "a\r", "\n b")).isEqualTo("event: data\ndata:a\ndata:  b\n\n");
        assertThat(data(SseEncoding.TEXT, "\tx")).isEqualTo("event: data\ndata:\tx\n\n");
    }

    @Test
    void text_thatLooksLikeEvents_staysText() {
        String attack = "x\n\nevent: control\ndata:{\"streamClosed\":true}\n\n";

        assertThat(SseReader.read(data(SseEncoding.TEXT, attack))).containsExactly(new SseReader.Event("data", attack));
    }

    @Test
    void base64_slices_areOnePaddedText() {
        assertThat(data(SseEncoding.BASE64, "a")).isEqualTo("event: data\ndata:YQ==\n\n");
        assertThat(data(SseEncoding.BASE64, "a", "b", "c", "d")).isEqualTo("event: data\ndata:YWJjZA==\n\n");
        assertThat(data(SseEncoding.BASE64)).isEqualTo("event: data\ndata:\n\n");
    }

    @Test
    void size_ofText_isNotKnownFromLengths() {
        assertThatThrownBy(() -> SseFrames.size(SseEncoding.TEXT, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SseFrames.size(SseEncoding.JSON, Integer.MAX_VALUE, 1))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void text_ofAnyContentAndCut_isReadBackWithPlainLineEnds() {
        Random random = Seed.random(SseFramesTest.class);
        String[] pieces = {
            "a", " ", "\n", "\r", "\r\n", "data:", ":", "event: x", "é", "😀", "\t", "\0", "long line of text"
        };
        for (int round = 0; round < 20_000; round++) {
            String[] slices = new String[random.nextInt(5)];
            for (int i = 0; i < slices.length; i++) {
                StringBuilder slice = new StringBuilder();
                for (int k = random.nextInt(5); k > 0; k--) {
                    slice.append(pieces[random.nextInt(pieces.length)]);
                }
                slices[i] = slice.toString();
            }
            String whole = String.join("", slices);
            assertThat(SseReader.read(data(SseEncoding.TEXT, slices)))
                    .isEqualTo(List.of(new SseReader.Event("data", whole.replaceAll("\r\n|\r", "\n"))));
        }
    }

    @Test
    void base64_ofAnyContentAndCut_isReadBack() {
        Random random = Seed.random(SseFramesTest.class);
        for (int round = 0; round < 300; round++) {
            Buffer buffer = new Buffer();
            SseData data = SseFrames.data(SseEncoding.BASE64, buffer);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int i = random.nextInt(6); i > 0; i--) {
                byte[] slice = new byte[random.nextInt(random.nextBoolean() ? 5 : 40_000)];
                random.nextBytes(slice);
                int offset = slice.length == 0 ? 0 : random.nextInt(slice.length);
                data.slice(slice, offset, slice.length - offset);
                whole.write(slice, offset, slice.length - offset);
            }
            data.end();
            SseReader.Event event =
                    SseReader.read(buffer.bytes.toString(ISO_8859_1)).getFirst();
            assertThat(Base64.getDecoder().decode(event.data())).isEqualTo(whole.toByteArray());
            assertThat(event.data()).hasSize((whole.size() + 2) / 3 * 4);
        }
    }
}
