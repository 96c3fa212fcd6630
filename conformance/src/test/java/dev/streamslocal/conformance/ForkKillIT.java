package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Forks, deletes and their references survive SIGKILL: writers, each with names of its own, create, fork, append and delete one request after
 * the other; after a kill and a restart everything is as the answers say, the request under way done or not.
 *
 * <pre>
 * ./mvnw verify -pl conformance -Dit.test=ForkKillIT     about a minute
 *     -Dfork.kills=500    default 20
 *     -Dseed=42           the same choices again; where a kill meets them stays chance
 * </pre>
 */
@Isolated
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class ForkKillIT {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("fork.kills", 20);
    private static final int WRITERS = 4;
    private static final int VERIFY_EVERY = 5;

    private final Random random = new Random(SEED);
    private final Path root = PackagedServer.newRoot();
    private final List<ForkKillWriter> writers = new ArrayList<>();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void killedWhileForking_keepsWhatItAnswered() throws Exception {
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new ForkKillWriter("w" + i + "-", SEED + i));
        }
        for (int kill = 1; kill <= KILLS; kill++) {
            live(kill);
        }
        PackagedServer last = PackagedServer.start(root);
        try {
            check(last, KILLS);
        } finally {
            last.stop();
        }
        verify(KILLS);
        System.out.printf(
                "Fork kills: %d kills, %d requests answered, %d forks, %d deletes, %d in doubt of which %d were done, seed %d%n",
                KILLS,
                sum(each -> each.answered),
                sum(each -> each.forks),
                sum(each -> each.deletes),
                sum(each -> each.inDoubt),
                sum(each -> each.inDoubtDone),
                SEED);
        assertThat(sum(each -> each.forks)).isPositive();
    }

    private void live(int kill) throws Exception {
        PackagedServer server = PackagedServer.start(root);
        try {
            check(server, kill - 1);
            try (var threads = Executors.newFixedThreadPool(WRITERS)) {
                List<Future<?>> loads = new ArrayList<>();
                for (ForkKillWriter writer : writers) {
                    loads.add(threads.submit(() -> writer.load(server.url())));
                }
                Thread.sleep(Duration.ofMillis(50 + random.nextInt(900)));
                server.kill();
                for (Future<?> load : loads) {
                    load.get();
                }
            }
        } finally {
            server.kill();
        }
        if (kill % VERIFY_EVERY == 0) {
            verify(kill);
        }
    }

    private void check(PackagedServer server, int kills) {
        for (ForkKillWriter writer : writers) {
            assertThat(writer.check(server.url()))
                    .as("after kill %d, seed %d, data root %s", kills, SEED, root)
                    .isEmpty();
        }
    }

    private void verify(int kills) {
        PackagedServer.Ending ending = PackagedServer.run(root, "verify");
        assertThat(ending.exit())
                .as("after kill %d, seed %d: %s", kills, SEED, ending.output())
                .isZero();
    }

    private long sum(java.util.function.ToLongFunction<ForkKillWriter> count) {
        return writers.stream().mapToLong(count).sum();
    }
}
