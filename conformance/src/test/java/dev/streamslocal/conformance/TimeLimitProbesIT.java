package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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
