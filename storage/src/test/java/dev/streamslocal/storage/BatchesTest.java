package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Batches in memory: joined, viewed, cut into pages, cached. */
class BatchesTest {

    private static final Pace PACE = Calls.TINY;

    private final Random random = Seeds.random(getClass());

    private static Batch json(long first, String text, long millis, RoutingKey key) {
        Messages messages = Calls.json(text);
        return Batch.of(first, messages, 0, messages.count(), Runs.single(messages.count(), millis, key, false), false);
    }

    private static List<String> texts(Batch batch) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            texts.add(new String(batch.bytes(), batch.start() + batch.begin(i), batch.end(i) - batch.begin(i), UTF_8));
        }
        return texts;
    }

    @Test
    void packer_keepsMessagesRunsAndBounds() {
        for (int round = 0; round < 200; round++) {
            List<Batch> parts = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            long next = 0;
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                String text = "[\"" + "x".repeat(random.nextInt(120)) + "\",  " + i + "]";
                Batch part = json(next, text, 10L * i, RoutingKey.of("k" + i));
                parts.add(part);
                expected.addAll(texts(part));
                next = part.next();
            }
            BatchPacker packer = new BatchPacker(PACE);
            List<Batch> rows = new ArrayList<>();
            for (Batch part : parts) {
                if (!packer.fits(part)) {
                    packer.flush(rows);
                }
                packer.add(part);
            }
            packer.flush(rows);
            packer.flush(rows);
            List<String> packed = new ArrayList<>();
            long at = 0;
            for (Batch row : rows) {
                assertThat(row.first()).isEqualTo(at);
                assertThat(row.count()).isLessThanOrEqualTo(PACE.rowMessagesMax());
                assertThat(row.length()).isLessThanOrEqualTo(PACE.rowBytesMax());
                packed.addAll(texts(row));
                assertThat(new String(row.bytes(), row.start(), row.length(), UTF_8))
                        .isEqualTo(String.join(",", texts(row)));
                for (int r = 0; r < row.runs().size(); r++) {
                    int request = (int) (row.first() + row.runs().begin(r)) / 2;
                    assertThat(row.runs().millis()[r]).isEqualTo(10L * request);
                    assertThat(row.runs().keys()[r]).isEqualTo(RoutingKey.of("k" + request));
                }
                at = row.next();
            }
            assertThat(packed).isEqualTo(expected);
        }
    }

    @Test
    void batch_ofAWideBody_ownsItsBytes() {
        Batch small = json(0, "[1]" + " ".repeat(100_000), 1, RoutingKey.NONE);
        assertThat(small.bytes().length).isLessThan(10);
        byte[] exact = "x".repeat(5000).getBytes(UTF_8);
        Messages messages = Messages.bytes(exact, 0, exact.length);
        Batch whole = Batch.of(0, messages, 0, 1, Runs.single(1, 1, RoutingKey.NONE, false), false);
        assertThat(whole.bytes()).isSameAs(exact);
    }

    @Test
    void recent_viewsStayWhatTheyWere() {
        List<Recent> views = new ArrayList<>();
        List<List<Long>> contents = new ArrayList<>();
        Recent newest = Recent.EMPTY;
        List<Long> content = new ArrayList<>();
        long next = 0;
        for (int step = 0; step < 500; step++) {
            if (random.nextInt(6) == 0) {
                long position = content.isEmpty() ? next : content.get(random.nextInt(content.size()));
                newest = newest.after(position);
                content.removeIf(first -> first + 2 <= position);
            } else {
                newest.plus(json(next, "[7,8]", 1, RoutingKey.NONE));
                newest = newest.plus(json(next, "[1,2]", 1, RoutingKey.NONE));
                content.add(next);
                next += 2;
            }
            views.add(newest);
            contents.add(List.copyOf(content));
        }
        for (int i = 0; i < views.size(); i++) {
            Recent view = views.get(i);
            assertThat(view.size()).isEqualTo(contents.get(i).size());
            for (int b = 0; b < view.size(); b++) {
                long first = contents.get(i).get(b);
                assertThat(view.get(b).first()).isEqualTo(first);
                assertThat(texts(view.get(b))).containsExactly("1", "2");
                assertThat(view.indexOf(first)).isEqualTo(b);
                assertThat(view.indexOf(first + 1)).isEqualTo(b);
            }
        }
    }

    @Test
    void page_endsWithTheMessageThatReachesItsBound() {
        Stream stream = streamWith(json(0, "[1,22,333,4444]", 1, RoutingKey.NONE));
        assertThat(page(stream, 0, 1, 100)).containsExactly("1");
        assertThat(page(stream, 0, 2, 100)).containsExactly("1", "22");
        assertThat(page(stream, 0, 3, 100)).containsExactly("1", "22");
        assertThat(page(stream, 1, 3, 100)).containsExactly("22", "333");
        assertThat(page(stream, 1, 5, Long.MAX_VALUE)).containsExactly("22", "333");
        assertThat(page(stream, 1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("22", "333", "4444");
        assertThat(page(stream, 2, Long.MAX_VALUE, 1)).containsExactly("333");
        assertThat(page(stream, 0, 0, 100)).containsExactly("1");
        assertThat(page(stream, 0, 100, 0)).isEmpty();
        assertThat(page(stream, 4, 100, 100)).isEmpty();
        assertThat(page(stream, Long.MAX_VALUE, 100, 100)).isEmpty();
    }

    @Test
    void lostBatch_isDamageWhereItIsRead() {
        Stream stream = streamWith(Batch.lost(0, 3, 5, 1));
        assertThat(stream.head().payloadBytes()).isZero();
        assertThatThrownBy(() -> page(stream, 1, 100, 100)).isInstanceOf(DamagedBatch.class);
    }

    private static Stream streamWith(Batch batch) {
        Head head = Head.empty(0).append(batch);
        return new Stream(1, "s", 1, Calls.JSON, true, "generic", 0, Lifetime.FOREVER, Stream.NEVER, head);
    }

    private static List<String> page(Stream stream, long from, long bytesMax, long entriesMax) {
        PageReader reader = new PageReader(new BatchCache(1000), new Walks(1000, System::nanoTime));
        return Calls.messages(reader.fromMemory(new PageRequest(stream, from, RoutingKey.NONE, bytesMax, entriesMax))
                .orElseThrow());
    }

    @Test
    void cache_holdsWhatItWeighsAndFindsByPosition() {
        BatchCache cache = new BatchCache(20_000);
        for (int i = 0; i < 5000; i++) {
            cache.put(1 + i % 3, json(10L * (i / 3), "[1,2,3]", 1, RoutingKey.NONE));
        }
        assertThat(cache.weight()).isLessThanOrEqualTo(20_000);
        cache.put(7, json(100, "[1,2,3]", 1, RoutingKey.NONE));
        assertThat(cache.find(7, 99)).isEmpty();
        assertThat(cache.find(7, 100)).isPresent();
        assertThat(cache.find(7, 102)).isPresent();
        assertThat(cache.find(7, 103)).isEmpty();
        assertThat(cache.find(8, 0)).as("the floor is another stream's").isEmpty();
        cache.clear();
        assertThat(cache.find(7, 100)).isEmpty();
    }

    @Test
    void producers_putBack_areAsBefore() {
        Producers producers = Producers.ofStoredStream(Map.of("p", new ProducerState(1, 1)));
        producers.put("p", new ProducerState(1, 2));
        producers.put("q", new ProducerState(0, 0));
        producers.restore("q", ProducerState.NONE);
        producers.restore("p", new ProducerState(1, 1));
        assertThat(producers.get("p")).isEqualTo(new ProducerState(1, 1));
        assertThat(producers.get("q").known()).isFalse();
        assertThat(producers.unmerged()).doesNotContainKey("q");
    }
}
