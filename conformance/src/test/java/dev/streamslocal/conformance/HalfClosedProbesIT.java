package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that end their sending direction: what they asked for in full is answered, what they began is dropped, and a live read ends. */
@Ours("a choice of ours")
class HalfClosedProbesIT {
    private static final int PAGES = 12;

    @Test
    void afterSeveralRequests_allAreAnswered() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = Wire.open()) {
            String post = head("POST", stream.path()) + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\n";
            wire.send(post + "a" + post + "b" + head("GET", stream.path()) + "\r\n" + post + "c");
            wire.finishSending();
            assertThat(wire.answer()).hasStatus(204);
            assertThat(wire.answer()).hasStatus(204);
            assertThat(wire.answer()).hasBody("ab");
            assertThat(wire.answer()).hasStatus(204);
            assertThat(wire.endsSilently()).isTrue();
        }
        assertThat(stream.get().send()).hasBody("abc");
    }

    @Test
    void largeAnswers_arriveWhole() {
        ProbeStream stream = ProbeStream.create(ProbeStream.BINARY);
        assertThat(stream.post().body(new byte[1 << 20]).send()).hasStatus(204);
        try (Wire wire = Wire.open()) {
            wire.send((head("GET", stream.path()) + "\r\n").repeat(PAGES));
            wire.finishSending();
            for (int i = 0; i < PAGES; i++) {
                assertThat(wire.answer().body()).hasSize(1 << 20);
            }
            assertThat(wire.endsSilently()).isTrue();
        }
    }

    @Test
    void malformedHead_isStillRefused() {
        try (Wire wire = Wire.open()) {
            wire.send("GET /health HTTP/1.1\r\nHost : x\r\n\r\n");
            wire.finishSending();
            assertThat(wire.answer()).hasStatus(400);
            assertThat(wire.endsSilently()).isTrue();
        }
    }

    @Test
    void withinAHeadOrBody_leavesNothingAndEnds() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        String start = head("POST", stream.path()) + "Content-Type: text/plain\r\n";
        for (String whole : new String[] {
            start + "Content-Length: 3\r\n\r\nabc",
            start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"
        }) {
            for (int at = 0; at < whole.length(); at++) {
                try (Wire wire = Wire.open()) {
                    wire.send(whole.substring(0, at));
                    wire.finishSending();
                    assertThat(wire.endsSilently()).isTrue();
                }
            }
            assertThat(stream.get().send()).hasStatus(200).hasNoBody();
        }
    }

    /** Such a client cannot be told from one that has left; the wait would last longer than the patience of the wire. */
    @ParameterizedTest
    @ValueSource(strings = {"live=long-poll&offset=now&timeout=60s", "live=sse&offset=now&timeout=60s"})
    void waitingReader_isTakenForGone(String query) {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = Wire.open()) {
            wire.send(head("GET", stream.path() + "?" + query) + "\r\n");
            wire.finishSending();
            assertThat(wire.ends()).isTrue();
        }
    }

    @Test
    void sseReaderAtWork_isTakenForGone() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = Wire.open()) {
            wire.send(head("GET", stream.path() + "?live=sse&offset=now&timeout=60s") + "\r\n");
            assertThat(wire.head()).hasStatus(200);
            wire.finishSending();
            assertThat(wire.ends()).isTrue();
        }
        stream.append("x");
    }

    private static String head(String method, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: " + ServerUnderTest.host() + "\r\n";
    }
}
