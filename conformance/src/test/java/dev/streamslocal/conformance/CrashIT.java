package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Every acknowledged request survives SIGKILL, and no other is half there. The packaged product is killed under load,
 * again and again over one data directory, in each durability in turn, and after each restart everything is read back.
 *
 * <pre>
 * ./mvnw verify -pl conformance -Dit.test=CrashIT     about a minute
 *     -Dseed=42            the same bodies, choices and moments again; what threads do meanwhile stays chance
 *     -Dcrash.kills=500    a long run, default 26; every fourth kill comes at once after the start, before any read-back
 * </pre>
 */
@Isolated
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class CrashIT {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("crash.kills", 26);
    private static final int EARLY_EVERY = 4;
    private static final int VERIFY_EVERY = 6;
    private static final List<String> DURABILITIES = List.of("full", "normal", "off");
    /** Far below the 30 s after which a lock is stale: a restart must not wait for that. */
    private static final Duration START_MAX = Duration.ofSeconds(15);

    private final Random random = new Random(SEED);
    private final CrashLoad load = new CrashLoad(SEED);
    private final Path root = PackagedServer.newRoot();
    private Duration slowestStart = Duration.ZERO;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void killedAtRandomMoments_keepsWhatItAcknowledged() throws Exception {
        System.out.println("Crash test: seed " + SEED);
        for (int kill = 1; kill <= KILLS; kill++) {
            boolean early = kill % EARLY_EVERY == 0;
            live(kill, early);
        }
        endInOrder();
        System.out.println(result());
        deleteRoot();
    }

    /** From one start to the kill that ends it. */
    private void live(int kill, boolean early) throws Exception {
        PackagedServer server = start(kill);
        try {
            if (!early) {
                check(server, kill - 1);
            }
            load.runUntilKilled(server, moment(early));
            assertNoFault(kill);
        } finally {
            server.kill();
        }
        if (kill % VERIFY_EVERY == 0) {
            verify("after kill " + kill);
        }
    }

    private void verify(String moment) {
        assertThat(PackagedServer.run(root, "verify", "--name", "crash"))
                .as("%s, seed %d, data root %s", moment, SEED, root)
                .extracting(PackagedServer.Ending::exit)
                .isEqualTo(0);
    }

    private void endInOrder() throws Exception {
        PackagedServer server = start(KILLS + 1);
        try {
            check(server, KILLS);
        } finally {
            server.stop();
        }
        verify("at the end");
    }

    private PackagedServer start(int life) {
        long before = System.nanoTime();
        PackagedServer server = PackagedServer.start(
                root, "--name", "crash", "--durability", DURABILITIES.get(life % DURABILITIES.size()));
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        if (life > 1) {
            slowestStart = took.compareTo(slowestStart) > 0 ? took : slowestStart;
            assertThat(took).as("start after kill %d, seed %d", life - 1, SEED).isLessThan(START_MAX);
        }
        return server;
    }

    private void check(PackagedServer server, int kills) throws Exception {
        load.check(server);
        assertNoFault(kills);
    }

    private void assertNoFault(int kills) {
        assertThat(load.tally().faults())
                .as("after kill %d, seed %d, data root %s", kills, SEED, root)
                .isEmpty();
    }

    /**
     * Milliseconds of load before the kill: mostly short, because the first transactions after a start are as good as
     * any.
     */
    private long moment(boolean early) {
        int form = random.nextInt(10);
        if (early || form < 3) {
            return random.nextInt(300);
        }
        return form < 8 ? 300 + random.nextInt(1_200) : 1_500 + random.nextInt(2_500);
    }

    private String result() {
        CrashTally tally = load.tally();
        return ("Crash test: %d kills, %d appends acknowledged (%d creates, %d closes, %d deletes, %d expiries), %d"
                        + " requests cut off of which %d were stored, %d messages in %d MiB checked, %d producer states, slowest"
                        + " restart %d ms, seed %d")
                .formatted(
                        KILLS,
                        tally.appends.sum(),
                        tally.creates.sum(),
                        tally.closes.sum(),
                        tally.deletes.sum(),
                        tally.expiries.sum(),
                        tally.unanswered.sum(),
                        tally.unansweredFound.sum(),
                        tally.checkedMessages.sum(),
                        tally.checkedBytes.sum() >> 20,
                        tally.checkedProducers.sum(),
                        slowestStart.toMillis(),
                        SEED);
    }

    private void deleteRoot() throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
