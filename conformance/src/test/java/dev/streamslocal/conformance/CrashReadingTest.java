package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That the crash test notices what it is there to notice. */
class CrashReadingTest {
    private final CrashStream stream = new CrashStream("crash/test", true);
    private final CrashRequest first = request(1, 1, 3);
    private final CrashRequest other = request(2, 1, 1);
    private final CrashRequest second = request(1, 2, 2);

    @Test
    void wholeRequests_acrossPages_areFound() {
        var reading = reading(first, other, second);

        reading.page(page(first.message(0), first.message(1)));
        reading.page(page(first.message(2), second.message(0), second.message(1)));
        reading.end();

        assertThat(reading.entries()).isEqualTo(5);
        assertThat(reading.lastSeq(sent(first))).contains(2L);
        assertThat(reading.lastSeq(sent(second))).contains(4L);
        assertThat(reading.lastSeq(sent(other))).isEmpty();
    }

    @Test
    void requestCutOffAtTheEnd_isAFault() {
        var reading = reading(first);

        reading.page(page(first.message(0), first.message(1)));

        assertThatThrownBy(reading::end).isInstanceOf(AssertionError.class).hasMessageContaining("half there");
    }

    @Test
    void messageMissingInTheMiddle_isAFault() {
        assertFault("not whole", first.message(0), first.message(2));
    }

    @Test
    void messageMissingAtTheStart_isAFault() {
        assertFault("not whole", first.message(1), first.message(2));
    }

    @Test
    void otherRequestBetween_isAFault() {
        assertFault("not whole", first.message(0), other.message(0), first.message(1), first.message(2));
    }

    @Test
    void requestTwice_isAFault() {
        assertFault("twice", other.message(0), other.message(0));
    }

    @Test
    void laterRequestOfAWriterBeforeItsEarlier_isAFault() {
        assertFault("out of order", second.message(0), second.message(1), first.message(0));
    }

    @Test
    void messageNobodySent_isAFault() {
        assertFault("never sent", request(3, 1, 1).message(0));
    }

    @Test
    void oneByteChanged_isAFault() {
        byte[] changed = other.message(0);
        changed[changed.length - 5] ^= 1;

        assertFault("differs", changed);
    }

    @Test
    void messageShortened_isAFault() {
        byte[] whole = other.message(0);

        assertFault("differs", Arrays.copyOf(whole, whole.length - 3));
    }

    private void assertFault(String what, byte[]... messages) {
        var reading = reading(first, other, second);

        assertThatThrownBy(() -> reading.page(page(messages)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(what);
    }

    private CrashReading reading(CrashRequest... requests) {
        stream.creating(CrashLifetime.FOREVER, request(1, 0, 0));
        Arrays.stream(requests).forEach(stream::sending);
        return new CrashReading(stream);
    }

    private CrashStream.Sent sent(CrashRequest request) {
        return stream.sent(request.writer(), request.number()).orElseThrow();
    }

    private static CrashRequest request(int writer, long number, int messages) {
        return new CrashRequest(
                CrashKind.JSON, writer, number, Collections.nCopies(messages, 20), false, "", CrashTuple.NONE);
    }

    private static byte[] page(byte[]... messages) {
        return Arrays.stream(messages)
                .map(message -> new String(message, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
