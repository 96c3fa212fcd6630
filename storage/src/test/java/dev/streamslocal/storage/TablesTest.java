package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each table gives back what was put into it. */
class TablesTest {

    @TempDir
    Path directory;

    private Tables tables;

    @BeforeEach
    void open() throws SQLException {
        tables = Database.open(StorageOptions.of(directory.resolve("db")), seed -> {})
                .writer();
    }

    @AfterEach
    void close() throws SQLException {
        tables.close();
    }

    private static Stream stream(long id, Lifetime lifetime, Head head) {
        return new Stream(
                id, "n\u0000ä" + id, -id, Calls.JSON, true, "generic", 7, lifetime, lifetime.deadlineMillis(7), head);
    }

    @Test
    void streams_comeBackAsTheyWere() throws SQLException {
        Head plain = new Head(0, false, ProducerStamp.UNSTAMPED, "", 7, 0, 0, Recent.EMPTY, 0, false);
        Head full = new Head(
                BatchTable.SEQUENCES_MAX - 1,
                true,
                new ProducerStamp.Stamped("p", ProducerStamp.NUMBER_MAX, 3),
                "s",
                99,
                1L << 40,
                BatchTable.SEQUENCES_MAX - 1,
                Recent.EMPTY,
                0,
                true);
        List<Stream> streams = List.of(
                stream(1, Lifetime.FOREVER, plain),
                stream(2, new Lifetime.Ttl(0), full),
                stream(3, new Lifetime.Until(-5), plain),
                stream(Integer.MAX_VALUE, new Lifetime.Ttl(1000), full));
        for (Stream stream : streams) {
            tables.streams.put(stream, 10 + stream.id());
        }
        tables.flush();
        List<StreamTable.Row> rows = tables.streams.all();
        assertThat(rows).hasSize(4);
        for (int i = 0; i < 4; i++) {
            Stream stream = streams.get(i);
            assertThat(rows.get(i).mergedJournal()).isEqualTo(10 + stream.id());
            assertThat(rows.get(i).stream())
                    .usingRecursiveComparison()
                    .ignoringFields("deadlineMillis")
                    .isEqualTo(stream);
            long lag = rows.get(i).stream().deadlineMillis() - stream.deadlineMillis();
            assertThat(lag).isEqualTo(stream.renewalLagMillis());
        }
    }

    @Test
    void removedStreams_areListedApartUntilPurged() throws SQLException {
        tables.streams.put(stream(1, Lifetime.FOREVER, Head.empty(7)), 1);
        tables.streams.put(stream(2, Lifetime.FOREVER, Head.empty(7)), 1);
        tables.streams.putRemoved(stream(2, Lifetime.FOREVER, Head.empty(7)), 1);
        tables.flush();
        assertThat(tables.streams.all()).extracting(StreamTable.Row::removed).containsExactly(false, true);
        tables.streams.purge(2);
        assertThat(tables.streams.all()).hasSize(1);
        assertThat(tables.streams.mergedTail(1)).isZero();
        assertThat(tables.streams.mergedTail(2)).isEqualTo(-1);
    }

    @Test
    void batches_comeBackByPositionAndOnlyForTheirStream() throws SQLException {
        Stream stream = stream(Integer.MAX_VALUE, Lifetime.FOREVER, Head.empty(7));
        Stream neighbour = stream(Integer.MAX_VALUE - 1, Lifetime.FOREVER, Head.empty(7));
        Batch first = batch(0, "[1,22,333]", 50);
        Batch second = batch(3, "[4]", 60);
        for (Stream each : List.of(stream, neighbour)) {
            tables.batches.insert(each.id(), first);
            tables.batches.insert(each.id(), second);
        }
        tables.flush();
        assertThat(tables.batches.floor(stream.id(), 2)).isZero();
        assertThat(tables.batches.floor(stream.id(), 3)).isEqualTo(3);
        assertThat(tables.batches.floor(stream.id(), 4)).isEqualTo(-1);
        assertThat(tables.batches.span(stream.id(), 1)).contains(new BatchTable.Span(0, 3, 50));
        assertThat(tables.batches.load(stream, 1)).isEmpty();
        assertThat(tables.batches.load(stream, 0).orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("stored", "bytes", "start")
                .isEqualTo(first);
        List<Batch> all = new ArrayList<>();
        tables.batches.range(stream, 0, 4, all::add);
        assertThat(all).extracting(Batch::first).containsExactly(0L, 3L);
        assertThat(new String(all.getFirst().bytes(), UTF_8)).isEqualTo("1,22,333");
        assertThat(tables.batches.purge(stream.id(), 1)).isPositive();
        assertThat(tables.batches.floor(stream.id(), 0)).isEqualTo(-1);
        assertThat(tables.batches.purge(stream.id(), 1000)).isPositive();
        assertThat(tables.batches.purge(stream.id(), 1000)).isZero();
        assertThat(tables.batches.floor(neighbour.id(), 0)).isZero();
    }

    @Test
    void batch_ofOneEmptyMessage_comesBack() throws SQLException {
        Stream stream = stream(5, Lifetime.FOREVER, Head.empty(7));
        Messages empty = Messages.bytes(new byte[0], 0, 0);
        tables.batches.insert(5, Batch.of(0, empty, 0, 1, Runs.single(1, 1, RoutingKey.NONE, false), false));
        tables.flush();
        assertThat(tables.batches.load(stream, 0).orElseThrow().length()).isZero();
    }

    @Test
    void batch_insertedTwice_isRefused() throws SQLException {
        tables.batches.insert(5, batch(0, "[1]", 1));
        tables.batches.insert(5, batch(0, "[2]", 1));
        assertThatThrownBy(tables::flush).isInstanceOf(SQLException.class);
    }

    @Test
    void keys_areFoundInOrderFromAPositionOn() throws SQLException {
        for (long first : new long[] {0, 3, 9}) {
            tables.keys.insert(5, keyed(first, "a"));
            tables.keys.insert(6, keyed(first, "a"));
        }
        tables.keys.insert(5, keyed(6, "b"));
        tables.keys.insert(5, keyed(7, ""));
        tables.keys.insert(5, batch(8, "[1]", 1));
        tables.flush();
        assertThat(tables.keys.find(5, RoutingKey.of("a"), 0, 100, 10)).containsExactly(0, 3, 9);
        assertThat(tables.keys.find(5, RoutingKey.of("a"), 1, 9, 10)).containsExactly(3);
        assertThat(tables.keys.find(5, RoutingKey.of("a"), 0, 100, 2)).containsExactly(0, 3);
        assertThat(tables.keys.find(5, RoutingKey.of(""), 0, 100, 2)).containsExactly(7);
        assertThat(tables.keys.purge(5, 2)).isEqualTo(2);
        assertThat(tables.keys.purge(5, 10)).isEqualTo(3);
        assertThat(tables.keys.find(6, RoutingKey.of("a"), 0, 100, 10)).hasSize(3);
    }

    @Test
    void producersJournalAndNumbers_comeBack() throws SQLException {
        tables.producers.put(5, "p", new ProducerState(1, 2));
        tables.producers.put(5, "p", new ProducerState(3, ProducerStamp.NUMBER_MAX));
        tables.producers.put(5, "ä\u0000", new ProducerState(0, 0));
        tables.flush();
        assertThat(tables.producers.load(5, 2))
                .isEqualTo(Map.of(
                        "p", new ProducerState(3, ProducerStamp.NUMBER_MAX), "ä\u0000", new ProducerState(0, 0)));
        assertThat(tables.producers.load(5, 1)).isEmpty();
        assertThat(tables.producers.find(5, "ä\u0000")).isEqualTo(new ProducerState(0, 0));
        assertThat(tables.producers.find(5, "ä")).isEqualTo(ProducerState.NONE);
        assertThat(tables.producers.purge(5, 1)).isOne();
        assertThat(tables.producers.purge(5, 10)).isOne();
        assertThat(tables.producers.load(5, 2)).isEmpty();

        for (long id = 1; id <= 5; id++) {
            tables.journal.insert(id, new byte[] {(byte) id});
        }
        assertThat(tables.journal.delete(4, 1)).as("two, and more are left").isFalse();
        assertThat(journalRows()).containsExactly(3L, 4L, 5L);
        assertThat(tables.journal.delete(4, 1000)).as("all of them").isTrue();
        assertThat(journalRows()).containsExactly(5L);
        assertThat(tables.journal.delete(4, 1000)).as("none is left").isTrue();
        assertThat(journalRows()).containsExactly(5L);

        assertThat(tables.meta.get("new")).isOne();
        tables.meta.put("new", Long.MAX_VALUE);
        assertThat(tables.meta.get("new")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void rows_moreThanSqliteIsHandedAtATime_areAllThere() throws SQLException {
        for (int i = 0; i < 1000; i++) {
            tables.batches.insert(5, batch(2L * i, "[" + i + ",0]", i));
        }
        tables.flush();
        List<Batch> all = new ArrayList<>();
        tables.batches.range(stream(5, Lifetime.FOREVER, Head.empty(7)), 0, 2000, all::add);
        assertThat(all)
                .hasSize(1000)
                .allSatisfy(row -> assertThat(new String(row.bytes(), UTF_8)).isEqualTo(row.first() / 2 + ",0"));
    }

    private List<Long> journalRows() throws SQLException {
        List<Long> rows = new ArrayList<>();
        tables.journal.after(0, (id, records) -> {
            assertThat(records).containsExactly((byte) id);
            rows.add(id);
        });
        return rows;
    }

    private static Batch batch(long first, String json, long millis) {
        Messages messages = Calls.json(json);
        Runs runs = Runs.single(messages.count(), millis, RoutingKey.NONE, false);
        return Batch.of(first, messages, 0, messages.count(), runs, false);
    }

    private static Batch keyed(long first, String key) {
        return Batch.of(first, Calls.json("[1]"), 0, 1, Runs.single(1, 1, RoutingKey.of(key), false), false);
    }
}
