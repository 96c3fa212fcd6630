package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decision 3: 10 s for a head in all, 10 s of silence within a body, no limit on a body that keeps coming. */
@Ours("decision 3")
class TimeLimitProbesIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LATE = Duration.ofSeconds(40);

    @Test
    void headThatDrips_isTimedOut() throws InterruptedException {
        try (Wire wire = Wire.open()) {
            Instant start = Instant.now();
            wire.send("GET /health HTTP/1.1\r\nHost: " + ServerUnderTest.host() + "\r\nX-Slow: ");
            while (Duration.between(start, Instant.now()).compareTo(LATE) < 0 && wire.silentFor(900)) {
                wire.send("z");
                Thread.sleep(50);
            }
            assertThat(Duration.between(start, Instant.now())).isBetween(LIMIT.minusMillis(20), LATE);
        }
    }

    @Test
    void headThatStops_isTimedOutAndCutOff() {
        try (Wire wire = Wire.open()) {
            Instant start = Instant.now();
            wire.send("GET /health HTTP/1.1\r\nHost: " + ServerUnderTest.host() + "\r\nX-Slow: ");
            assertThat(wire.answer()).isProblem(408, "request_timeout", "request timed out");
            assertThat(Duration.between(start, Instant.now())).isBetween(LIMIT.minusMillis(20), LATE);
            assertThat(wire.endsSilently()).isTrue();
        }
    }

    @Test
    void bodyThatStops_isTimedOutAndCutOff() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = Wire.open()) {
            Instant start = Instant.now();
            wire.send(announce(stream, 10) + "abc");
            assertThat(wire.answer()).isProblem(408, "request_timeout", "request timed out");
            assertThat(Duration.between(start, Instant.now())).isBetween(LIMIT.minusMillis(20), LATE);
            assertThat(wire.endsSilently()).isTrue();
        }
        assertThat(stream.get().send()).hasStatus(200).hasNoBody();
    }

    /** On a connection that has been used, in the lines around chunks, and where the body was asked for. */
    @Test
    void silenceAtAnyPlace_isTimedOutAndCutOff() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        String host = "Host: " + ServerUnderTest.host() + "\r\n";
        String post = "POST " + stream.path() + " HTTP/1.1\r\n" + host + "Content-Type: text/plain\r\n";
        String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        List<Wire> wires = new ArrayList<>();
        for (String start : List.of(
                "G",
                "GET /health HTTP/1.1\r\n" + host + "\r",
                chunked,
                chunked + "3",
                chunked + "3\r\nab",
                chunked + "3\r\nabc",
                chunked + "3\r\nabc\r\n0\r\n",
                chunked + "3\r\nabc\r\n0\r\nX: y\r\n",
                post + "Content-Length: 3\r\n\r\n")) {
            Wire wire = Wire.open().send("GET /health HTTP/1.1\r\n" + host + "\r\n");
            assertThat(wire.answer()).hasStatus(200);
            wires.add(wire.send(start));
        }
        wires.add(Wire.open().send(post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
        assertThat(wires.getLast().answer()).hasStatus(100);
        for (Wire wire : wires) {
            try (wire) {
                assertThat(wire.answer()).isProblem(408, "request_timeout", "request timed out");
                assertThat(wire.endsSilently()).isTrue();
            }
        }
        assertThat(stream.get().send()).hasStatus(200).hasNoBody();
    }

    @Test
    void silenceBetweenRequests_isNotTimedOut() {
        try (Wire wire = Wire.open()) {
            for (int i = 0; i < 2; i++) {
                wire.send("GET /health HTTP/1.1\r\nHost: " + ServerUnderTest.host() + "\r\n\r\n");
                assertThat(wire.answer()).hasStatus(200);
                assertThat(wire.silentFor(12_000)).isTrue();
            }
        }
    }

    @Test
    void bodyThatDrips_isTakenHoweverLongItLasts() throws InterruptedException {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire wire = Wire.open()) {
            wire.send(announce(stream, 6));
            for (char next : "abcdef".toCharArray()) {
                Thread.sleep(2_500);
                wire.send(String.valueOf(next));
            }
            assertThat(wire.answer()).hasStatus(204);
        }
        assertThat(stream.get().send()).hasBody("abcdef");
    }

    @Test
    void stalledUploads_holdNobodyElseUp() {
        ProbeStream stream = ProbeStream.create(ProbeStream.TEXT);
        try (Wire first = Wire.open();
                Wire second = Wire.open();
                Wire third = Wire.open()) {
            for (Wire wire : new Wire[] {first, second, third}) {
                wire.send(announce(stream, 10) + "abc");
            }
            Instant start = Instant.now();
            stream.append("x");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    private static String announce(ProbeStream stream, int bytes) {
        return "POST " + stream.path() + " HTTP/1.1\r\nHost: " + ServerUnderTest.host()
                + "\r\nContent-Type: text/plain\r\nContent-Length: " + bytes + "\r\n\r\n";
    }
}
