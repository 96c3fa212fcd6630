package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Request smuggling and malformed requests (RFC 9112 §11.2): whatever the shape, the request behind it on the same connection is either
 * answered as what it is or not at all, and nothing hidden in the shape is ever done.
 */
@Ours("the original takes shapes of many kinds")
class RequestShapesProbesIT {
    private static final String MARKED = "marked";
    private static final Set<String> SPLIT = Set.of(
            "empty lines first",
            "length",
            "length before coding",
            "chunk sizes in both cases",
            "extension in quotes",
            "extension with LF",
            "chunk longer than its size",
            "trailer",
            "request as trailer");

    static Stream<RequestShape> shapes() {
        return Stream.concat(HeadShapes.all(), FramingShapes.all());
    }

    /** Those whose end is the hardest to find. */
    static Stream<RequestShape> someShapes() {
        return shapes().filter(shape -> SPLIT.contains(shape.name()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void inOneSegment(RequestShape shape) {
        var meeting = new Meeting(shape);
        meeting.take(Wire::send);
        meeting.end();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void byteByByte(RequestShape shape) {
        var meeting = new Meeting(shape);
        meeting.take((wire, bytes) -> {
            for (byte each : bytes) {
                wire.send(new byte[] {each});
            }
        });
        meeting.end();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("someShapes")
    void splitAtEveryByte(RequestShape shape) {
        var meeting = new Meeting(shape);
        for (int at = 1; at < meeting.length(); at++) {
            int split = at;
            meeting.take((wire, bytes) -> {
                wire.send(Arrays.copyOf(bytes, split));
                // Makes two segments of it nearly always; the outcome is the same if it is one.
                LockSupport.parkNanos(100_000);
                wire.send(Arrays.copyOfRange(bytes, split, bytes.length));
            });
        }
        meeting.end();
    }

    private interface Delivery {
        void send(Wire wire, byte[] bytes);
    }

    /** One shape, followed by a marked request to another stream, on one connection after the other. */
    private static final class Meeting {
        private final RequestShape shape;
        private final ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        private final ProbeStream victim = ProbeStream.create(ProbeStream.TEXT);
        private final byte[] bytes;
        private int times;

        Meeting(RequestShape shape) {
            this.shape = shape;
            byte[] first = shape.bytes(stream, victim);
            byte[] second = RequestShape.served(
                            "",
                            204,
                            "POST VICTIM HTTP/1.1|Host: HOST|Connection: close|Content-Type: text/plain|"
                                    + "Content-Length: #||" + MARKED)
                    .bytes(stream, victim);
            bytes = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, bytes, first.length, second.length);
        }

        int length() {
            return bytes.length;
        }

        void take(Delivery delivery) {
            times++;
            try (Wire wire = Wire.open()) {
                delivery.send(wire, bytes);
                switch (shape.fate()) {
                    case SERVED -> {
                        assertThat(finalAnswer(wire))
                                .hasStatus(shape.status())
                                .hasHeaderMatching("Connection", "|keep-alive");
                        assertThat(finalAnswer(wire))
                                .hasStatus(204)
                                .hasHeader("Stream-Next-Offset", Token.of(times - 1));
                    }
                    case LAST ->
                        assertThat(finalAnswer(wire)).hasStatus(shape.status()).hasHeader("Connection", "close");
                    case REFUSED ->
                        assertThat(finalAnswer(wire))
                                .hasStatus(shape.status())
                                .hasHeader("Connection", "close")
                                .hasHeader("Content-Type", "application/json; charset=utf-8");
                    case HELD -> {
                        assertThat(wire.silentFor(50)).isTrue();
                        wire.finishSending();
                    }
                }
                assertThat(wire.endsSilently()).isTrue();
            }
        }

        private static Answer finalAnswer(Wire wire) {
            Answer answer = wire.answer();
            return answer.status() == 100 ? wire.answer() : answer;
        }

        /** What was handed on before is stored before what is appended now. The streams go, or the list of all grows to pages. */
        void end() {
            victim.append("end");
            String answered = shape.fate() == RequestShape.Fate.SERVED ? MARKED.repeat(times) : "";
            String stored = shape.storedIn(stream, victim).repeat(times);
            assertThat(victim.get().send()).hasBody(answered + "end");
            assertThat(stream.get().send()).hasBody(stored);
            assertThat(stream.delete().send()).hasStatus(204);
            assertThat(victim.delete().send()).hasStatus(204);
        }
    }
}
