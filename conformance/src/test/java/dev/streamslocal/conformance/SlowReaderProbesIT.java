package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask for much and read nothing of it, or little at a time. */
@Ours("a promise of ours")
class SlowReaderProbesIT {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGES = 40;
    private static final int READERS = 60;
    private static final int PIPELINED = 60;
    private static final int FILES_SPARE = 10;
    private static final long KIB_MAX = 1024 << 10;
    private static final Duration STALL = Duration.ofSeconds(60);
    private static final int SIP_BYTES = 64 << 10;
    private static final String PATH = "/v1/stream/large";

    /** Together the answers would be 3.5 GiB. The one who sips reads on all the time and gets everything. */
    @Test
    @Timeout(300)
    void clientsThatReadNothing_costLittleAndAreCutOff() throws Exception {
        Path root = PackagedServer.newRoot();
        PackagedServer server = PackagedServer.startInItsSize(root);
        List<Wire> stalled = new ArrayList<>();
        try (Wire sipping = Wire.openNarrow(server.address())) {
            int files = ProcessFigures.of(server.pid()).openFiles() + FILES_SPARE;
            fill(server);
            sipping.send(get("?offset=-1").repeat(READERS));
            Instant start = Instant.now();
            for (int i = 0; i < READERS; i++) {
                stalled.add(Wire.openNarrow(server.address())
                        .send(i % 2 == 0 ? get("?offset=-1").repeat(PIPELINED) : get("?offset=-1&live=sse")));
            }
            ProcessFigures.await(server.pid(), then -> then.openFiles() >= files + READERS - FILES_SPARE);
            long mostKib = 0;
            long sipped = 0;
            ProcessFigures now = ProcessFigures.of(server.pid());
            while (now.openFiles() > files
                    && Duration.between(start, Instant.now()).compareTo(STALL.multipliedBy(3)) < 0) {
                mostKib = Math.max(mostKib, now.residentKib());
                sipping.take(SIP_BYTES);
                sipped += SIP_BYTES;
                Thread.sleep(250);
                now = ProcessFigures.of(server.pid());
            }
            Duration lasted = Duration.between(start, Instant.now());
            System.out.printf(
                    "%d readers that read nothing: %d MiB in all, cut off after %d s%n",
                    READERS, mostKib >> 10, lasted.toSeconds());
            assertThat(now.openFiles()).isLessThanOrEqualTo(files);
            assertThat(lasted).isGreaterThan(STALL.minusSeconds(1));
            assertThat(mostKib).isLessThan(KIB_MAX);
            finish(server, sipping, sipped);
            try (Wire wire = Wire.open(server.address()).send(get("?offset=-1"))) {
                assertThat(wire.answer().body()).hasSize(PAGE_BYTES);
            }
        } finally {
            stalled.forEach(Wire::close);
            server.stop();
        }
        assertThat(server.log()).doesNotContain("\tat ", "OutOfMemory");
    }

    /** Reads what is left of the answers; all of them are of one length. */
    private static void finish(PackagedServer server, Wire sipping, long sipped) {
        long left = READERS * answerBytes(server) - sipped;
        while (left > 0) {
            left -= sipping.take((int) Math.min(left, SIP_BYTES)).length;
        }
        assertThat(sipping.send(get("?offset=now")).answer()).hasStatus(200);
    }

    private static long answerBytes(PackagedServer server) {
        try (Wire wire = Wire.open(server.address()).send(get("?offset=-1"))) {
            long head = 0;
            int blank = 0;
            while (blank < 4) {
                byte next = wire.take(1)[0];
                blank = next == (blank % 2 == 0 ? '\r' : '\n') ? blank + 1 : next == '\r' ? 1 : 0;
                head++;
            }
            return head + PAGE_BYTES;
        }
    }

    private static void fill(PackagedServer server) {
        byte[] page = new byte[PAGE_BYTES];
        for (int i = 0; i < PAGES; i++) {
            try (Wire wire = Wire.open(server.address())) {
                String head = (i == 0 ? "PUT " : "POST ") + PATH
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                        + PAGE_BYTES + "\r\n\r\n";
                assertThat(wire.send(head).send(page).answer()).hasStatus(i == 0 ? 201 : 204);
            }
        }
    }

    private static String get(String query) {
        return "GET " + PATH + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}
