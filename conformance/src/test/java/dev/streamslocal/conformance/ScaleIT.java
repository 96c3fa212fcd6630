package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
 * The cost of an operation stays flat as the work grows: appends by the number of streams they go to, reads by how much is stored,
 * deliveries by the number of live readers. What counts is the CPU time of the server, which other programs do not touch, as a
 * ratio of medians; the rates are there to be looked at.
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
    private static final int ROUNDS = FULL ? 7 : 5;
    private static final double APPEND_RATIO_MAX = 2.5;
    private static final double READ_RATIO_MAX = 2;
    private static final double DELIVERY_RATIO_MAX = 1.5;

    private final ScratchRoot scratch = new ScratchRoot();

    @Test
    void appends_toManyStreams_costAsMuchAsToFew() throws Exception {
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
                for (int streams : counts) {
                    table.measure(Integer.toString(streams), cpu, appends, () -> load.append(streams, appends));
                }
            }
        } finally {
            server.kill();
        }
        table.print("100");
        assertThat(table.cpuMicros(Integer.toString(most)) / table.cpuMicros("100"))
                .as("CPU of an append to one of %d streams by that to one of 100", most)
                .isLessThan(APPEND_RATIO_MAX);
        assertThat(table.cpuMicros("100") / table.cpuMicros("100, no others there"))
                .as("CPU of an append to one of 100 streams by the same when there are no others")
                .isLessThan(DELIVERY_RATIO_MAX);
        scratch.delete();
    }

    @Test
    void reads_ofMuchStored_costAsMuchAsOfLittle() throws Exception {
        List<ScalePages> streams = List.of(
                new ScalePages("scale-small", 4),
                new ScalePages("scale-middle", 64),
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
        cold.print("64, start");
        warm.print("4, start");
        int most = streams.getLast().pages();
        for (String place : List.of("start", "middle", "tail")) {
            assertThat(cold.cpuMicros(most + ", " + place) / cold.cpuMicros("64, start"))
                    .as("CPU of a cold read at the %s of %d MiB by that at the start of 64", place, most)
                    .isLessThan(READ_RATIO_MAX);
            assertThat(warm.cpuMicros(most + ", " + place) / warm.cpuMicros("4, start"))
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

    private static void coldReads(List<ScalePages> streams, ScaleTable table, CpuMeter cpu, KeptClient client)
            throws Exception {
        int pages = 3;
        for (int round = 0; round < ROUNDS; round++) {
            for (ScalePages stream : streams) {
                int[] firsts = {0, stream.pages() / 2, stream.pages() - pages * ROUNDS};
                for (int place = 0; place < firsts.length; place++) {
                    int first = firsts[place] + pages * round;
                    String row = stream.pages() + ", "
                            + List.of("start", "middle", "tail").get(place);
                    table.measure(row, cpu, pages, () -> {
                        for (int page = first; page < first + pages; page++) {
                            stream.read(client, page);
                        }
                    });
                }
            }
        }
    }

    private static void warmReads(List<ScalePages> streams, ScaleTable table, CpuMeter cpu, KeptClient client)
            throws Exception {
        int reads = 30;
        for (int round = 0; round < ROUNDS; round++) {
            for (ScalePages stream : streams) {
                int[] pages = {0, stream.pages() / 2, stream.pages() - 1};
                for (int place = 0; place < pages.length; place++) {
                    int page = pages[place];
                    stream.read(client, page);
                    String row = stream.pages() + ", "
                            + List.of("start", "middle", "tail").get(place);
                    table.measure(row, cpu, reads, () -> {
                        for (int read = 0; read < reads; read++) {
                            stream.read(client, page);
                        }
                    });
                }
            }
        }
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
                for (FanReaders fan : fans) {
                    int appends = Math.clamp(10_000 / fan.count(), 2, 200);
                    table.measure(
                            Integer.toString(fan.count()),
                            cpu,
                            (long) appends * fan.count(),
                            () -> deliver(client, fan, appends));
                }
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
