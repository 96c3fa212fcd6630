package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The server comes to rest under hours of load: memory, threads, file handles and log stay as they are, the database keeps to what
 * is stored in it, and what a killed one leaves behind does not pile up. The load of the crash test and live readers run from one
 * SIGKILL to the next, and after each everything is read back.
 *
 * <pre>
 * ./mvnw verify -pl conformance -Dit.test=SoakIT     about half a minute
 *     -Dsoak.minutes=60                              the whole of it, with lives of one to three minutes
 *     -Dseed=42                                      the same bodies, choices and moments again
 * </pre>
 */
@Isolated
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class SoakIT {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "0.3"));
    private static final int LIVES = Math.max(6, (int) (MINUTES / 2));
    /** Below this a life is all warm-up, and its growth says nothing. */
    private static final int SAMPLES_TO_JUDGE = 200;

    private final Random random = new Random(SEED);
    private final CrashLoad load = new CrashLoad(SEED);
    private final SoakReaders readers = new SoakReaders();
    private final ScratchRoot scratch = new ScratchRoot();
    private final Path temporary = PackagedServer.newRoot();
    private final List<SoakSeries> acrossLives = new ArrayList<>();
    private final List<Double> growths = new ArrayList<>();
    private final List<Database> databases = new ArrayList<>();

    /** The size of the file, and the most payload that it ever had to hold until then: space that is free again gets used again. */
    private record Database(double fileMib, double mostStoredMib) {
        boolean isInProportion() {
            return fileMib <= 1.75 * mostStoredMib + 48;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "database %.1f MiB for at most %.1f MiB of payload", fileMib, mostStoredMib);
        }
    }

    @Test
    @Timeout(value = 180, unit = TimeUnit.MINUTES)
    void longLoadWithKills_comesToRest() throws Exception {
        System.out.println("Soak test: seed " + SEED);
        var rss = series("RSS, MiB", 1.25, 64);
        var threads = series("threads", 1.1, 6);
        var files = series("file handles", 1.25, 20);
        var log = series("write-ahead log, MiB", 1.5, 8);
        double mostStoredMib = 0;
        for (int life = 1; life <= LIVES; life++) {
            SoakWatch watch = live();
            rss.add(watch.rssMib());
            threads.add(watch.threads());
            files.add(watch.files());
            log.add(watch.logMib());
            mostStoredMib = Math.max(mostStoredMib, watch.storedMib());
            databases.add(new Database(watch.databaseMib(), mostStoredMib));
            if (watch.samples() >= SAMPLES_TO_JUDGE) {
                growths.add(watch.rssGrowth());
            }
            System.out.printf(
                    Locale.ROOT,
                    "Soak test, life %d: RSS %.0f MiB, %.0f threads, %.0f file handles, log %.1f MiB, %s%n",
                    life,
                    watch.rssMib(),
                    watch.threads(),
                    watch.files(),
                    watch.logMib(),
                    databases.getLast());
        }
        endInOrder();
        judge();
        scratch.delete();
        Files.delete(temporary);
    }

    private SoakSeries series(String name, double factorMax, double slack) {
        var series = new SoakSeries(name, factorMax, slack);
        acrossLives.add(series);
        return series;
    }

    /** From one start to the kill that ends it. */
    private SoakWatch live() throws Exception {
        PackagedServer server = start();
        try {
            load.check(server);
            assertNoFault();
            readers.begin(server.address(), random.nextLong());
            var watch = new SoakWatch(server);
            try (watch) {
                load.runUntilKilled(server, moment(), readers::expectEnd);
            }
            readers.end();
            assertNoFault();
            assertThat(left())
                    .as("what the killed server left in its folder for temporary files")
                    .isEmpty();
            return watch;
        } finally {
            server.kill();
        }
    }

    private void endInOrder() throws Exception {
        PackagedServer server = start();
        try {
            load.check(server);
            assertNoFault();
        } finally {
            server.stop();
        }
    }

    private PackagedServer start() {
        return PackagedServer.start(
                scratch.path(), ShippedFlags.with("-Djava.io.tmpdir=" + temporary), "--name", "crash");
    }

    private long moment() {
        long meanMillis = (long) (MINUTES * 60_000 / LIVES);
        return meanMillis / 2 + random.nextLong(Math.max(1, meanMillis));
    }

    private List<Path> left() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.toList();
        }
    }

    private void assertNoFault() {
        assertThat(load.tally().faults() + readers.faults())
                .as("seed %d, data root %s", SEED, scratch.path())
                .isEmpty();
    }

    private void judge() {
        acrossLives.forEach(series -> System.out.println("Soak test, " + series));
        CrashTally tally = load.tally();
        System.out.printf(
                Locale.ROOT,
                "Soak test: %d kills, %d appends acknowledged, %d creates, %d deletes, %d expiries, %d messages checked, %d long-polls,"
                        + " %d MiB of events, growth of RSS within a life %s, seed %d%n",
                LIVES,
                tally.appends.sum(),
                tally.creates.sum(),
                tally.deletes.sum(),
                tally.expiries.sum(),
                tally.checkedMessages.sum(),
                readers.polls.sum(),
                readers.eventBytes.sum() >> 20,
                growths.isEmpty() ? "not judged" : String.format(Locale.ROOT, "%.2f", SoakSeries.median(growths)),
                SEED);
        assertThat(acrossLives).as("seed %d", SEED).allMatch(SoakSeries::isFlat);
        assertThat(databases).as("seed %d", SEED).allMatch(Database::isInProportion);
        if (!growths.isEmpty()) {
            assertThat(SoakSeries.median(growths))
                    .as("growth of RSS within a life")
                    .isLessThan(1.25);
        }
    }
}
