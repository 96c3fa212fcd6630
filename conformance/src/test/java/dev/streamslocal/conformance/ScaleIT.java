package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The cost of an operation as the work grows: reads by how much is stored and deliveries by the number of live readers stay flat, appends
 * by the number of streams they go to stay within a bound. What counts is the CPU time of the server, which other programs hardly touch;
 * the rates are there to be looked at.
 *
 * <pre>
 * ./mvnw verify -pl conformance -Dit.test=ScaleIT     about half a minute
 *     -Dscale=full                                    up to 100 000 streams, 10 GiB stored and 10 000 live readers
 *     -Dscale.gib=4                                   with less stored
 * </pre>
 */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, unit = TimeUnit.MINUTES)
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
class ScaleIT {
    private static final boolean FULL = System.getProperty("scale", "").equals("full");
    private static final double GIB = Double.parseDouble(System.getProperty("scale.gib", FULL ? "10" : "0.4"));
    private static final int ROUNDS = FULL ? 7 : 3;
    private static final ScaleTable.Work NOTHING = () -> {};
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    /**
     * Appends that are merged together share a row, and the more streams they go to, the fewer do; the end of that is a row for each
     * append. 3.5 was measured at 100 000 streams before rounds waited for more, and 0.9 since.
     */
    private static final double APPEND_RATIO_MAX = 5;

    private static final double READ_RATIO_MAX = 2;

    /** A collection of garbage costs as much as ten pages and comes after about as many: a round has to hold several. */
    private static final int COLD_PAGES = 15;

    private static final int COLD_ROUNDS = 3;
    private static final int MIDDLE_PAGES = 3 * COLD_PAGES * COLD_ROUNDS;
    private static final double DELIVERY_RATIO_MAX = 1.5;

    private final Random random = new Random(SEED);
    private final ScratchRoot scratch = new ScratchRoot();

    @Test
    void appends_toManyStreams_costNoMoreThanARowEach() throws Exception {
        List<Integer> counts = FULL ? List.of(1, 10, 100, 1_000, 10_000, 100_000) : List.of(1, 10, 100, 1_000, 10_000);
        int most = counts.getLast();
        int appends = FULL ? 40_000 : 8_000;
        var table = new ScaleTable("Appends by the number of streams they go to in turn", "streams", "append");
        PackagedServer server = start();
        try (var load = new ScaleAppends(server.address())) {
            var cpu = new CpuMeter(server);
            load.create(0, 100);
            warmUp(() -> load.append(100, appends));
            for (int round = 0; round < ROUNDS; round++) {
                table.measure("100, no others there", cpu, appends, () -> load.append(100, appends));
            }
            load.create(100, most);
            warmUp(() -> load.append(most, appends));
            for (int round = 0; round < ROUNDS; round++) {
                var turns = new ArrayList<ScaleTable.Turn>();
                for (int streams : counts) {
                    // As much before as is measured: what is left to be merged is then of the same kind.
                    ScaleTable.Work work = () -> load.append(streams, appends);
                    turns.add(new ScaleTable.Turn(Integer.toString(streams), appends, work, work));
                }
                table.round(turns, cpu, random);
            }
        } finally {
            server.kill();
        }
        table.print("100");
        // The mean: a merge of what was appended before belongs to the cost, and falls into some rounds only.
        assertThat(table.meanCpuMicros(Integer.toString(most)) / table.meanCpuMicros("100"))
                .as("CPU of an append to one of %d streams by that to one of 100", most)
                .isLessThan(APPEND_RATIO_MAX);
        assertThat(table.meanCpuMicros("100") / table.meanCpuMicros("100, no others there"))
                .as("CPU of an append to one of 100 streams by the same when there are no others")
                .isLessThan(DELIVERY_RATIO_MAX);
        scratch.delete();
    }

    @Test
    void reads_ofMuchStored_costAsMuchAsOfLittle() throws Exception {
        List<ScalePages> streams = List.of(
                new ScalePages("scale-small", 4),
                new ScalePages("scale-middle", MIDDLE_PAGES),
                new ScalePages("scale-large", (int) (GIB * 1024)));
        PackagedServer filled = start();
        try {
            streams.forEach(stream -> stream.fill(filled.address()));
        } finally {
            filled.stop();
        }
        var cold = new ScaleTable("A page of 1 MiB that is read for the first time", "MiB stored, place", "read");
        var warm = new ScaleTable("A page of 1 MiB that was read before", "MiB stored, place", "read");
        PackagedServer server = start();
        try (var client = new KeptClient(server.address())) {
            var cpu = new CpuMeter(server);
            warmUp(() -> warmUpReads(streams.getLast(), client));
            coldReads(streams.subList(1, 3), cold, cpu, client);
            warmReads(List.of(streams.getFirst(), streams.getLast()), warm, cpu, client);
        } finally {
            server.kill();
        }
        cold.print(MIDDLE_PAGES + ", start");
        warm.print("4, start");
        int most = streams.getLast().pages();
        for (String place : List.of("start", "middle", "tail")) {
            assertThat(cold.meanCpuMicros(most + ", " + place) / cold.meanCpuMicros(MIDDLE_PAGES + ", start"))
                    .as("CPU of a cold read at the %s of %d MiB by that at the start of %d", place, most, MIDDLE_PAGES)
                    .isLessThan(READ_RATIO_MAX);
            assertThat(warm.meanCpuMicros(most + ", " + place) / warm.meanCpuMicros("4, start"))
                    .as("CPU of a warm read at the %s of %d MiB by that at the start of 4", place, most)
                    .isLessThan(READ_RATIO_MAX);
        }
        scratch.delete();
    }

    /** Reads what is not measured: the quarter before the middle. */
    private static void warmUpReads(ScalePages large, KeptClient client) {
        int from = large.pages() / 4;
        for (int page = from; page < from + 60; page++) {
            large.read(client, page);
        }
    }

    private void coldReads(List<ScalePages> streams, ScaleTable table, CpuMeter cpu, KeptClient client)
            throws Exception {
        for (int round = 0; round < COLD_ROUNDS; round++) {
            var turns = new ArrayList<ScaleTable.Turn>();
            for (ScalePages stream : streams) {
                int last = stream.pages() - COLD_PAGES * COLD_ROUNDS;
                int[] firsts = {0, last / 2, last};
                for (int place = 0; place < firsts.length; place++) {
                    int first = firsts[place] + COLD_PAGES * round;
                    turns.add(new ScaleTable.Turn(row(stream, place), COLD_PAGES, NOTHING, () -> {
                        for (int page = first; page < first + COLD_PAGES; page++) {
                            stream.read(client, page);
                        }
                    }));
                }
            }
            table.round(turns, cpu, random);
        }
    }

    private void warmReads(List<ScalePages> streams, ScaleTable table, CpuMeter cpu, KeptClient client)
            throws Exception {
        int reads = 30;
        for (int round = 0; round < ROUNDS; round++) {
            var turns = new ArrayList<ScaleTable.Turn>();
            for (ScalePages stream : streams) {
                int[] pages = {0, stream.pages() / 2, stream.pages() - 1};
                for (int place = 0; place < pages.length; place++) {
                    int page = pages[place];
                    turns.add(new ScaleTable.Turn(row(stream, place), reads, () -> stream.read(client, page), () -> {
                        for (int read = 0; read < reads; read++) {
                            stream.read(client, page);
                        }
                    }));
                }
            }
            table.round(turns, cpu, random);
        }
    }

    private static String row(ScalePages stream, int place) {
        return stream.pages() + ", " + List.of("start", "middle", "tail").get(place);
    }

    @Test
    void deliveries_toManyReaders_costAsMuchAsToFew() throws Exception {
        List<Integer> counts = FULL ? List.of(1, 100, 1_000, 10_000) : List.of(1, 100, 1_000);
        var table = new ScaleTable("Deliveries by the number of SSE readers of a stream", "readers", "delivery");
        PackagedServer server = start();
        List<FanReaders> fans = new ArrayList<>();
        try (var client = new KeptClient(server.address())) {
            var cpu = new CpuMeter(server);
            for (int count : counts) {
                client.send("PUT", fan(count), KeptClient.JSON, new byte[0]);
                fans.add(new FanReaders(server.address(), fan(count), count));
            }
            fans.forEach(FanReaders::awaitBegun);
            warmUp(() -> deliver(client, fans.get(2), 20));
            for (int round = 0; round < ROUNDS; round++) {
                var turns = new ArrayList<ScaleTable.Turn>();
                for (FanReaders fan : fans) {
                    int appends = Math.clamp(10_000 / fan.count(), 2, 200);
                    turns.add(new ScaleTable.Turn(
                            Integer.toString(fan.count()),
                            (long) appends * fan.count(),
                            NOTHING,
                            () -> deliver(client, fan, appends)));
                }
                table.round(turns, cpu, random);
            }
        } finally {
            for (FanReaders fan : fans) {
                fan.close();
            }
            server.kill();
        }
        table.print("100");
        String most = Integer.toString(counts.getLast());
        assertThat(table.cpuMicros(most) / table.cpuMicros("100"))
                .as("CPU of a delivery to one of %s readers by that to one of 100", most)
                .isLessThan(DELIVERY_RATIO_MAX);
        scratch.delete();
    }

    private static String fan(int readers) {
        return "/v1/stream/fan/" + readers;
    }

    private static void deliver(KeptClient client, FanReaders fan, int appends) {
        String message = "\"" + FanReaders.MARK + "d".repeat(98) + "\"";
        for (int append = 0; append < appends; append++) {
            client.begin("POST", fan(fan.count()), KeptClient.JSON, message);
            Answer answer = client.answer("POST");
            if (answer.status() != 204) {
                throw new AssertionError("append answered " + answer);
            }
            fan.awaitNext();
        }
    }

    private PackagedServer start() {
        return PackagedServer.start(scratch.path(), ShippedFlags.read());
    }

    /** Lets the JVM compile what is measured afterwards. */
    private static void warmUp(ScaleTable.Work work) throws Exception {
        for (int round = 0; round < 2; round++) {
            work.run();
        }
    }
}
