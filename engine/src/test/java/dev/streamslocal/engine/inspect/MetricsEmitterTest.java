package dev.streamslocal.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.TrafficSource;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageOptions;
import dev.streamslocal.storage.Stream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsEmitterTest {
    private static final long INTERVAL = 10_000;

    @TempDir
    Path directory;

    private volatile long now = 1_700_000_000_000L;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);
    private final Traffic traffic = new Traffic();
    private Storage storage;
    private MetricsEmitter emitter;

    @BeforeEach
    void open() {
        storage = Storage.open(
                StorageOptions.of(directory.resolve("durable-streams.sqlite")).clock(clock));
        emitter = new MetricsEmitter(storage, traffic, clock);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Stream stream() {
        return storage.find(Storage.METRICS_STREAM).orElseThrow();
    }

    /** Ends an interval and waits until everything that was asked of the writer before is done. */
    private void tick() {
        now += INTERVAL;
        emitter.tick();
        var done = new CompletableFuture<Object>();
        storage.create(TrafficSource.probe("probe-" + now), done::complete);
        done.join();
    }

    private List<String> records() {
        var records = new ArrayList<String>();
        var stream = stream();
        for (long at = 0; at < stream.head().tail(); ) {
            var answer = new CompletableFuture<ReadResult>();
            storage.read(new PageRequest(stream, at, RoutingKey.NONE, 1, 1), answer::complete);
            var page = (Page) answer.join();
            records.add(TrafficSource.text(page));
            at = page.next();
        }
        return records;
    }

    @Test
    void nothingAnswered_writesNothing() {
        tick();
        tick();
        assertThat(stream().head().tail()).isZero();
        assertThat(emitter.series()).isZero();
    }

    @Test
    void answered_writesOneRecordForEachSeries() {
        TrafficSource.answer(traffic, 200);
        tick();
        assertThat(stream().head().tail()).isEqualTo(emitter.series()).isBetween(20L, 40L);
        assertThat(records())
                .doesNotHaveDuplicates()
                .allMatch(record -> record.startsWith(
                        "{\"apiVersion\":\"durable.streams/metrics/v1\",\"kind\":\"interval\",\"metric\":\""));
        tick();
        assertThat(stream().head().tail())
                .as("after an interval without requests")
                .isEqualTo(emitter.series());
    }

    @Test
    void record_isTheEnvelopeInItsOrder() {
        traffic.appendBytes().record(30);
        traffic.appendBytes().record(100);
        TrafficSource.answer(traffic, 204);
        var start = now;
        tick();
        var record = records().stream()
                .filter(each -> each.contains("tieredstore.append.bytes"))
                .findFirst()
                .orElseThrow();
        var instance = record.replaceAll(".*\"instance\":\"([^\"]*)\".*", "$1");
        assertThat(instance).matches(ProcessHandle.current().pid() + "-[0-9a-f]{6}");
        assertThat(record)
                .isEqualTo("{\"apiVersion\":\"durable.streams/metrics/v1\",\"kind\":\"interval\","
                        + "\"metric\":\"tieredstore.append.bytes\",\"unit\":\"bytes\",\"metricKind\":\"summary\","
                        + "\"temporality\":\"delta\",\"windowStart\":" + start + ",\"windowEnd\":" + (start + INTERVAL)
                        + ",\"intervalMs\":10000,\"instance\":\"" + instance + "\",\"stream\":null,\"tags\":{},"
                        + "\"attributes\":{},\"dimensionPairs\":[],\"dimensionKey\":null,"
                        + "\"seriesKey\":\"summary|delta|tieredstore.append.bytes|bytes||" + instance + "|\","
                        + "\"count\":2,\"sum\":130,\"min\":30,\"max\":100,\"avg\":65,\"p50\":30,\"p95\":64,\"p99\":64,"
                        + "\"buckets\":{\"16\":1,\"64\":1},\"summary\":{\"count\":2,\"sum\":130,\"min\":30,\"max\":100,"
                        + "\"histogram\":{\"16\":1,\"64\":1}}}");
    }

    @Test
    void tags_stand_sorted_inPairsAndKey() {
        TrafficSource.answer(traffic, 200);
        tick();
        assertThat(records())
                .filteredOn(record -> record.contains("\"tieredstore.concurrency.limit\""))
                .hasSize(4)
                .first()
                .asString()
                .contains("\"tags\":{\"gate\":\"ingest\",\"kind\":\"configured\"},")
                .contains("\"dimensionPairs\":[\"gate=ingest\",\"kind=configured\"],"
                        + "\"dimensionKey\":\"gate=ingest\\u0000kind=configured\"");
    }

    @Test
    void windows_followEachOther() {
        TrafficSource.answer(traffic, 200);
        var start = now;
        tick();
        tick();
        TrafficSource.answer(traffic, 200);
        tick();
        assertThat(records())
                .extracting(record -> record.replaceAll(".*\"windowStart\":(\\d+),\"windowEnd\":(\\d+).*", "$1-$2"))
                .containsOnly(start + "-" + (start + INTERVAL), (start + 2 * INTERVAL) + "-" + (start + 3 * INTERVAL));
    }

    @Test
    void record_hasItsSeriesKeyAsRoutingKey() {
        traffic.appendBytes().record(1);
        TrafficSource.answer(traffic, 200);
        tick();
        var key = records().getLast().replaceAll(".*\"seriesKey\":\"([^\"]*)\".*", "$1");
        var answer = new CompletableFuture<ReadResult>();
        storage.read(new PageRequest(stream(), 0, RoutingKey.of(key), 1 << 20, 100), answer::complete);
        assertThat(((Page) answer.join()).entries()).isEqualTo(1);
    }

    @Test
    void deletedStream_staysAway() {
        var done = new CompletableFuture<Object>();
        storage.delete(stream(), done::complete);
        done.join();
        TrafficSource.answer(traffic, 200);
        tick();
        assertThat(storage.find(Storage.METRICS_STREAM)).isEmpty();
    }

    @Test
    void streamOfADay_beginsAnew() {
        TrafficSource.answer(traffic, 200);
        tick();
        var old = stream();
        now += 25 * 3_600_000L;
        TrafficSource.answer(traffic, 200);
        tick();
        assertThat(old.removed()).isTrue();
        assertThat(stream().profile()).isEqualTo("metrics");
        // Its records are asked for by the answer to the new beginning.
        tick();
        assertThat(stream().head().tail()).isEqualTo(emitter.series());
        assertThat(records().getFirst()).contains("\"windowEnd\":" + (now - INTERVAL));
    }
}
