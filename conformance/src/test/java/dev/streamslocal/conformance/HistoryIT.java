package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Many clients create, append to, read, follow, close and delete a few names at a time, while the server is killed now and then. Afterwards
 * there must be one order of all requests to a name that explains every answer.
 *
 * <pre>
 * ./mvnw verify -pl conformance -Dit.test=HistoryIT
 *     -Dhistory.seconds=600   how long, default 20; a kill each {@value #SECONDS_PER_KILL} s
 *     -Dseed=42               the same choices of each client again; what they meet stays chance
 * </pre>
 */
@Isolated
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class HistoryIT {
    static final int SECONDS_PER_KILL = 7;

    private static final int SECONDS_AFTER_LAST_KILL = 2;

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int SECONDS = Integer.getInteger("history.seconds", 20);

    private final Random random = new Random(SEED);
    private final HistoryLoad load = new HistoryLoad(SEED);
    private final Path root = PackagedServer.newRoot();
    private int kills;
    private PackagedServer server = PackagedServer.startWatched(root, "--name", "history");

    @Test
    @Timeout(value = 120, unit = TimeUnit.MINUTES)
    void concurrentRequests_haveAnOrder() throws Exception {
        System.out.println("History: seed " + SEED);
        load.serverUp(server.url());
        try {
            load.runDuring(this::killNowAndThen);
        } finally {
            server.stop();
        }
        int requests = 0;
        for (HistoryName name : load.names()) {
            List<HistoryOp> history = name.history();
            requests += history.size();
            assertThat(HistoryCheck.faults(history))
                    .as("%s of %d requests, seed %d", name.path, history.size(), SEED)
                    .isEmpty();
        }
        System.out.println("History: " + requests + " requests in order, " + kills + " kills, seed " + SEED);
    }

    private Void killNowAndThen() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            long moment = random.nextLong(TimeUnit.SECONDS.toNanos(2L * SECONDS_PER_KILL));
            TimeUnit.NANOSECONDS.sleep(Math.min(left, moment));
            if (moment < left) {
                kill();
            }
        }
        // When most has been written, whenever the others were; what is left of it is then read for a while.
        kill();
        TimeUnit.SECONDS.sleep(SECONDS_AFTER_LAST_KILL);
        return null;
    }

    private void kill() {
        load.serverDown();
        server.kill();
        server = PackagedServer.startWatched(root, "--name", "history");
        load.serverUp(server.url());
        kills++;
    }
}
