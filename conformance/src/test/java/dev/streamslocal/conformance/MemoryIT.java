package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The server stays within 1024 MiB of RAM whatever its clients do: appends and reads, SSE readers that never read, clients
 * that send one byte a second, and a stream larger than every cache being read from its start again and again. It runs on the
 * flags of {@code ./streams}.
 *
 * <pre>
 * ./mvnw verify -pl conformance -Dit.test=MemoryIT     a minute
 *     -Dmemory.seconds=600 -Dmemory.cold.gib=20        the whole of it: length of the load, size of the stream
 *     -Dmemory.readers=1000                            SSE readers that never read
 *     -Dmemory.root=DIR                                the data root that an earlier run has filled and left there
 * </pre>
 */
@Isolated
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class MemoryIT {
    private static final long RSS_BYTES_MAX = 1024L << 20;
    private static final int SECONDS = Integer.getInteger("memory.seconds", 30);
    private static final double COLD_GIB = Double.parseDouble(System.getProperty("memory.cold.gib", "1"));
    private static final int READERS = Integer.getInteger("memory.readers", 1000);
    private static final String FILLED = System.getProperty("memory.root", "");
    private static final int DRIPPING = 200;
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private final BigStream big = new BigStream("memory-big", (int) (COLD_GIB * 1024));

    @Test
    @Timeout(value = 120, unit = TimeUnit.MINUTES)
    void anyClients_stayWithinTheMemory() throws Exception {
        System.out.println("Memory test: seed " + SEED);
        var scratch = FILLED.isEmpty() ? new ScratchRoot() : new ScratchRoot(Path.of(FILLED));
        PackagedServer server = PackagedServer.start(scratch.path(), ShippedFlags.with(NativeMemory.FLAG));
        try (var watch = new MemoryWatch(server)) {
            if (FILLED.isEmpty()) {
                big.fill(server.address(), new Random(SEED));
            }
            String filled = watch.maxima();
            String done = load(server);
            System.out.println("Memory test, after filling: " + filled);
            System.out.println("Memory test, in all: " + watch.maxima());
            System.out.println("Memory test: " + done);
            assertThat(server.isAlive())
                    .as("the server lives, see %s", scratch.log())
                    .isTrue();
            assertThat(watch.peakBytes())
                    .as("the most RAM the server had, bytes")
                    .isBetween(1L, RSS_BYTES_MAX);
        } finally {
            server.kill();
        }
        if (FILLED.isEmpty()) {
            scratch.delete();
        }
    }

    private String load(PackagedServer server) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        var load = new MemoryLoad(server.address(), big, SEED);
        load.begin();
        try (load;
                var mute = new MuteReaders(server.address(), READERS, this::sseTarget);
                var drips = new DripSenders(server.address(), DRIPPING, MemoryLoad.stream(1), load::status)) {
            while (System.nanoTime() < end && server.isAlive() && load.faults().isEmpty()) {
                Thread.sleep(100);
            }
            assertThat(mute.opened()).as("readers opened").isGreaterThanOrEqualTo(READERS);
            assertThat(load.faults()).as("seed %d", SEED).isEmpty();
            assertThat(load.headsOfOthers.sum())
                    .as("requests on other connections answered")
                    .isPositive();
            return ("%d appends, %d tail reads, %d MiB read cold in %d rounds, %d HEADs on new connections, %d answers 408 or"
                            + " 429, %d mute readers opened (%d held at the end), %d dripping clients opened")
                    .formatted(
                            load.appends.sum(),
                            load.reads.sum(),
                            load.coldBytes.sum() >> 20,
                            load.coldRounds.sum(),
                            load.headsOfOthers.sum(),
                            load.refused.sum(),
                            mute.opened(),
                            mute.held(),
                            drips.opened());
        }
    }

    /** Half of them begin somewhere in the large stream, so that each needs a page of its own. */
    private String sseTarget(int client) {
        return switch (client % 4) {
            case 0 -> MemoryLoad.stream(client / 4) + "?offset=-1&live=sse";
            case 1 -> MemoryLoad.stream(client / 4) + "?offset=now&live=sse";
            default -> {
                long seq = (long) client * 7919 % Math.max(1, big.messages());
                yield big.path() + "?offset=" + Token.of(seq - 1) + "&live=sse";
            }
        };
    }
}
