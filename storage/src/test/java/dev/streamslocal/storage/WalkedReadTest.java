package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of rows that are no longer in memory, as somebody asks for them who reads a stream from its beginning. */
class WalkedReadTest {

    private static final int ROWS = 20;
    private static final int ROW_MESSAGES = 100;
    private static final int MESSAGES = ROWS * ROW_MESSAGES;

    /** Pages of 30 messages end within a row as a rule; those of 250 hold several. */
    private static final int SMALL = 30;

    private static final int LARGE = 250;

    /** More than a page of them holds. */
    private static final long BYTES_MAX = 1 << 18;

    @TempDir
    Path directory;

    private StorageOptions options;

    /** Fills the stream with rows of 20 KiB, which go to the batch table at once, and lets another storage find them there. */
    @BeforeEach
    void fill() {
        options = StorageOptions.of(directory.resolve("db"));
        try (Storage storage = Storage.open(options)) {
            Calls.create(storage, "source", Calls.JSON);
            for (int row = 0; row < ROWS; row++) {
                Calls.append(storage, "source", messages(row * ROW_MESSAGES, (row + 1) * ROW_MESSAGES));
            }
        }
    }

    private static String message(int number) {
        return "\"" + "%06d".formatted(number).repeat(35) + "\"";
    }

    private static Messages messages(int from, int to) {
        return Calls.json(
                IntStream.range(from, to).mapToObj(WalkedReadTest::message).collect(Collectors.joining(",", "[", "]")));
    }

    private static List<String> expected(int from, int to) {
        return IntStream.range(from, to).mapToObj(WalkedReadTest::message).toList();
    }

    private static PageRequest request(Stream stream, long from, int entries) {
        return new PageRequest(stream, from, RoutingKey.NONE, BYTES_MAX, entries);
    }

    private static Stream source(Storage storage) {
        return storage.find("source").orElseThrow();
    }

    @Test
    void walk_readsAll_andLeavesNothingBehind() throws SQLException {
        for (int entries : List.of(SMALL, ROW_MESSAGES, LARGE)) {
            try (Storage storage = Storage.open(options);
                    Reader reader = new Reader(options)) {
                List<String> all = new ArrayList<>();
                for (long at = 0; at < MESSAGES; ) {
                    Page page = reader.page(request(source(storage), at, entries));
                    all.addAll(Calls.messages(page));
                    at = page.next();
                }
                assertThat(all).isEqualTo(expected(0, MESSAGES));
                assertThat(reader.walks.weight()).isZero();
            }
        }
    }

    @Test
    void walk_doesNotReadARowAgain_inWhichAPageHasEnded() throws SQLException {
        try (Storage storage = Storage.open(options);
                Reader reader = new Reader(options)) {
            PageRequest first = request(source(storage), 0, SMALL);
            PageRequest second = first.behind(reader.pages.read(first, reader.tables));
            Page rest = reader.pages.fromMemory(second).orElseThrow();
            assertThat(Calls.messages(rest)).isEqualTo(expected(SMALL, 2 * SMALL));
        }
    }

    @Test
    void walk_findsItsNextPageInMemory() throws SQLException {
        try (Storage storage = Storage.open(options);
                Reader reader = new Reader(options)) {
            PageRequest first = request(source(storage), 0, LARGE);
            Page page = reader.pages.read(first, reader.tables);
            assertThat(page.walked()).isTrue();
            PageRequest second = first.behind(page);
            assertThat(reader.pages.fromMemory(second))
                    .as("only its first row is there")
                    .isEmpty();
            reader.pages.readAhead(second, reader.tables);
            Optional<Page> ahead = reader.pages.fromMemory(second);
            assertThat(Calls.messages(ahead.orElseThrow())).isEqualTo(expected(LARGE, 2 * LARGE));
            assertThat(reader.pages.fromMemory(second)).as("it was used").isEmpty();
        }
    }

    @Test
    void readInTheMiddle_isNoWalkUntilItGoesOn() throws SQLException {
        try (Storage storage = Storage.open(options);
                Reader reader = new Reader(options)) {
            PageRequest first = request(source(storage), 555, SMALL);
            Page page = reader.pages.read(first, reader.tables);
            assertThat(page.walked()).isFalse();
            Page next = reader.pages.read(first.behind(page), reader.tables);
            assertThat(next.walked()).isTrue();
            assertThat(Calls.messages(next)).isEqualTo(expected(555 + SMALL, 555 + 2 * SMALL));
        }
    }

    @Test
    void rowsReadAheadForAFork_serveOneThatLeftItsSourceBefore() throws SQLException {
        try (Storage storage = Storage.open(options)) {
            fork(storage, "long", MESSAGES);
            fork(storage, "short", LARGE + ROW_MESSAGES);
            Calls.append(storage, "short", Calls.json("\"own\""));
            try (Reader reader = new Reader(options)) {
                PageRequest first = request(storage.find("long").orElseThrow(), 0, LARGE);
                Page page = reader.pages.read(first, reader.tables);
                reader.pages.readAhead(first.behind(page), reader.tables);
                Page other =
                        reader.pages.read(request(storage.find("short").orElseThrow(), LARGE, LARGE), reader.tables);
                List<String> expected = new ArrayList<>(expected(LARGE, LARGE + ROW_MESSAGES));
                expected.add("\"own\"");
                assertThat(Calls.messages(other)).isEqualTo(expected);
            }
        }
    }

    @Test
    void manyWalksAtOnce_overTheSameRows_readAll() throws Exception {
        try (Storage storage = Storage.open(options.cacheBytes(0));
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> walks = new ArrayList<>();
            for (int walker = 0; walker < 24; walker++) {
                int entries = walker % 2 == 0 ? SMALL : LARGE;
                walks.add(threads.submit(() -> {
                    List<String> all = new ArrayList<>();
                    for (long at = 0; at < MESSAGES; ) {
                        Page page = (Page) Calls.read(storage, request(source(storage), at, entries));
                        all.addAll(Calls.messages(page));
                        at = page.next();
                    }
                    assertThat(all).isEqualTo(expected(0, MESSAGES));
                }));
            }
            for (Future<?> walk : walks) {
                walk.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static void fork(Storage storage, String name, long position) {
        CreateCommand command =
                new CreateCommand(name, Calls.JSON, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE);
        CreateResult result =
                Calls.await(reply -> storage.fork(source(storage), new ForkPoint(position, 0), command, reply::accept));
        assertThat(result).isInstanceOf(CreateResult.Created.class);
    }

    /** A page reader with a connection of its own, and with a cache that keeps nothing. */
    private static final class Reader implements AutoCloseable {
        private final BatchCache cache = new BatchCache(0);
        private final Walks walks = new Walks(1 << 20, System::nanoTime);
        private final PageReader pages = new PageReader(cache, walks);
        private final Database database;
        private final Tables tables;

        Reader(StorageOptions options) throws SQLException {
            database = Database.open(options, unused -> {});
            tables = database.reader();
        }

        /** As a storage answers: from memory or by reading, and then the next one ahead. */
        Page page(PageRequest request) throws SQLException {
            Optional<Page> now = pages.fromMemory(request);
            Page page = now.isPresent() ? now.get() : pages.read(request, tables);
            if (page.walked()) {
                pages.readAhead(request.behind(page), tables);
            }
            return page;
        }

        @Override
        public void close() throws SQLException {
            tables.close();
        }
    }
}
