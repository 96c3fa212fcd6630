package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests, memory and file when SQLite fails. */
class StorageFailureTest {

    @TempDir
    Path directory;

    private final Faults faults = new Faults();

    private Path file() {
        return directory.resolve("durable-streams.sqlite");
    }

    private StorageOptions options() {
        return StorageOptions.of(file()).connector(faults);
    }

    @Test
    void commit_failsBeforeItHappens_isFailedAndNothingIsThere() throws SQLException {
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.JSON);
            Calls.append(storage, "a", Calls.json("1"));
            faults.before.set(1);
            assertThat(Calls.append(storage, "a", Calls.json("2"))).isInstanceOf(AppendResult.Failed.class);
            assertThat(Calls.append(storage, "a", Calls.json("3"))).isEqualTo(new AppendResult.Appended(2, false));
            assertThat(Calls.readAll(storage, "a")).containsExactly("1", "3");
        }
        try (Storage storage = Storage.open(options())) {
            assertThat(Calls.readAll(storage, "a")).containsExactly("1", "3");
        }
        StorageCrashTest.checkRows(file());
    }

    @Test
    void commit_failsAfterItHappened_isFailedAndMemoryFollowsTheFile() throws SQLException {
        List<String> heard = new CopyOnWriteArrayList<>();
        CommitObserver observer = new CommitObserver() {
            @Override
            public void advanced(Stream stream) {
                heard.add("advanced " + stream.name() + " " + stream.head().tail());
            }

            @Override
            public void removed(Stream stream) {
                heard.add("removed " + stream.name());
            }
        };
        try (Storage storage = Storage.open(options().observer(observer))) {
            Calls.create(storage, "a", Calls.JSON);
            Calls.create(storage, "b", Calls.JSON);
            Calls.append(storage, "a", Calls.json("1"));
            faults.after.set(1);
            assertThat(Calls.append(storage, "a", Calls.json("2"))).isInstanceOf(AppendResult.Failed.class);
            faults.after.set(1);
            assertThat(Calls.create(storage, "c", Calls.JSON)).isInstanceOf(CreateResult.Failed.class);
            faults.after.set(1);
            assertThat(Calls.delete(storage, "b")).isInstanceOf(DeleteResult.Failed.class);
            assertThat(storage.find("b")).isEmpty();
            assertThat(storage.find("c")).isPresent();
            assertThat(Calls.append(storage, "a", Calls.json("3"))).isEqualTo(new AppendResult.Appended(3, false));
            assertThat(Calls.readAll(storage, "a")).containsExactly("1", "2", "3");
            assertThat(heard).contains("advanced a 2", "removed b").endsWith("advanced a 3");
        }
        try (Storage storage = Storage.open(options())) {
            assertThat(Calls.readAll(storage, "a")).containsExactly("1", "2", "3");
            assertThat(storage.find("b")).isEmpty();
        }
        StorageCrashTest.checkRows(file());
    }

    @Test
    void largeRequest_whoseCommitFails_leavesNoRowInTheWay() throws SQLException {
        String large = "x".repeat(300_000);
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.BYTES);
            faults.before.set(1);
            assertThat(Calls.append(storage, "a", Calls.bytes("1" + large))).isInstanceOf(AppendResult.Failed.class);
            faults.after.set(1);
            assertThat(Calls.append(storage, "a", Calls.bytes("2" + large))).isInstanceOf(AppendResult.Failed.class);
            assertThat(Calls.append(storage, "a", Calls.bytes("3" + large)))
                    .isEqualTo(new AppendResult.Appended(2, false));
            assertThat(Calls.readAll(storage, "a")).containsExactly("2" + large, "3" + large);
        }
        StorageCrashTest.checkRows(file());
    }

    /** Any commit may fail, before or after, merging and purging ones too; the producer tells what has to be there. */
    @Test
    void commitsFailingAtRandom_neverLoseNorRepeatAnAnsweredAppend() throws SQLException {
        Random random = Seeds.random(getClass());
        List<String> expected = new ArrayList<>();
        try (Storage storage = Storage.open(options().pace(Calls.TINY))) {
            assertThat(Calls.create(storage, "a", Calls.BYTES)).isEqualTo(new CreateResult.Created(0));
            for (int seq = 0; seq < 300; seq++) {
                (random.nextBoolean() ? faults.before : faults.after).set(random.nextInt(6) == 0 ? 1 : 0);
                String text = seq + ":" + "v".repeat(random.nextInt(400));
                send(storage, text, seq);
                expected.add(text);
                if (seq % 10 == 0) {
                    CreateCommand command = new CreateCommand(
                            "x", Calls.BYTES, Lifetime.FOREVER, false, Calls.bytes(text), RoutingKey.NONE);
                    Calls.create(storage, command);
                    storage.find("x").ifPresent(x -> Calls.await(reply -> storage.delete(x, reply::accept)));
                }
            }
            faults.before.set(0);
            faults.after.set(0);
            assertThat(Calls.readAll(storage, "a")).isEqualTo(expected);
        }
        try (Storage storage = Storage.open(options())) {
            assertThat(Calls.readAll(storage, "a")).isEqualTo(expected);
        }
        StorageCrashTest.checkRows(file());
    }

    /** Repeats until the append is answered as there. */
    private static void send(Storage storage, String text, int seq) {
        AppendCommand command = new AppendCommand(
                Calls.BYTES,
                Calls.bytes(text),
                new ProducerStamp.Stamped("p", 0, seq),
                "",
                Timestamps.NONE,
                RoutingKey.NONE,
                false);
        AppendResult result = Calls.append(storage, storage.find("a").orElseThrow(), command);
        while (result instanceof AppendResult.Failed) {
            result = Calls.append(storage, storage.find("a").orElseThrow(), command);
        }
        assertThat(result).isIn(new AppendResult.Appended(seq + 1, false), new AppendResult.Duplicate(seq + 1, 0, seq));
    }

    @Test
    void fullDisk_isReportedReadsGoOnAndAppendsRecover() throws SQLException {
        String piece = "x".repeat(100_000);
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.BYTES);
            faults.pagesMax(200);
            int stored = 0;
            AppendResult result = Calls.append(storage, "a", Calls.bytes(piece));
            while (result instanceof AppendResult.Appended) {
                stored++;
                result = Calls.append(storage, "a", Calls.bytes(piece));
            }
            assertThat(result).isInstanceOf(AppendResult.StorageFull.class);
            assertThat(stored).isPositive();
            assertThat(Calls.create(
                            storage,
                            new CreateCommand(
                                    "b", Calls.BYTES, Lifetime.FOREVER, false, Calls.bytes(piece), RoutingKey.NONE)))
                    .isInstanceOf(CreateResult.StorageFull.class);
            assertThat(storage.find("b")).isEmpty();
            assertThat(Calls.readAll(storage, "a")).hasSize(stored);
            faults.pagesMax(Integer.MAX_VALUE);
            assertThat(Calls.append(storage, "a", Calls.bytes("last")))
                    .isEqualTo(new AppendResult.Appended(stored + 1, false));
            assertThat(Calls.readAll(storage, "a")).hasSize(stored + 1).endsWith("last");
        }
        StorageCrashTest.checkRows(file());
    }

    /** The numbers of a round that could not begin must not be lost: a journal row numbered again would be skipped. */
    @Test
    void fullDiskWhileMerging_losesNothingAfterwards() throws Exception {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (Storage storage = Storage.open(options().pace(Calls.TINY))) {
            Calls.create(storage, "a", Calls.BYTES);
            faults.pagesMax(30);
            int stored = 0;
            while (Calls.append(storage, "a", Calls.bytes(stored + "x".repeat(150))) instanceof AppendResult.Appended) {
                stored++;
            }
            faults.pagesMax(Integer.MAX_VALUE);
            for (int i = 0; i < 50; i++) {
                assertThat(Calls.append(storage, "a", Calls.bytes(stored + "y".repeat(150))))
                        .isEqualTo(new AppendResult.Appended(++stored, false));
            }
            for (String suffix : List.of("", "-wal")) {
                Files.copy(file().resolveSibling(file().getFileName() + suffix), copy.resolve("db" + suffix));
            }
            try (Storage other = Storage.open(StorageOptions.of(copy.resolve("db")))) {
                assertThat(Calls.readAll(other, "a")).isEqualTo(Calls.readAll(storage, "a"));
            }
        }
    }

    @Test
    void damagedRow_isReportedForItsStreamOnly() throws SQLException {
        fill();
        execute("UPDATE batch SET bytes = zeroblob(length(bytes)) WHERE id >> 32 = (SELECT id FROM stream WHERE name ="
                + " 'a')");
        try (Storage storage = Storage.open(options())) {
            assertThat(readFirst(storage, "a")).isEqualTo(new ReadResult.Damaged("a", 0));
            assertThat(Calls.since(storage, storage.find("a").orElseThrow(), RoutingKey.NONE, 0))
                    .isEqualTo(new SinceResult.Unread(new ReadResult.Damaged("a", 0)));
            assertThat(Calls.readAll(storage, "b")).containsExactly("2");
            assertThat(Calls.append(storage, "a", Calls.bytes("3"))).isEqualTo(new AppendResult.Appended(2, false));
        }
    }

    @Test
    void everyColumnOfARow_isCoveredByTheChecksum() throws SQLException {
        fill();
        for (String change :
                List.of("count = count + 1", "last_millis = last_millis + 1", "outline = x'00'", "outline = x''")) {
            execute("UPDATE batch SET " + change);
            try (Storage storage = Storage.open(options())) {
                assertThat(readFirst(storage, "b")).as(change).isInstanceOf(ReadResult.Damaged.class);
            }
        }
    }

    /** The search looks at times that no checksum has covered; whatever they say, it must not skip what it looks for. */
    @Test
    void since_pastADamagedTime_isDamagedAndNeverLater() throws SQLException {
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.BYTES);
            for (long millis : new long[] {1_000, 2_000, 3_000, 4_000}) {
                Calls.append(storage, storage.find("a").orElseThrow(), at(4_000_000_000_000L + millis));
            }
        }
        execute(
                "UPDATE batch SET last_millis = 0 WHERE id & 3 = 1 AND id >> 32 = (SELECT id FROM stream WHERE name = 'a')");
        try (Storage storage = Storage.open(options())) {
            Stream stream = storage.find("a").orElseThrow();
            assertThat(Calls.since(storage, stream, RoutingKey.NONE, 4_000_000_001_500L))
                    .isEqualTo(new SinceResult.Unread(new ReadResult.Damaged("a", 1)));
            assertThat(Calls.since(storage, stream, RoutingKey.NONE, 4_000_000_003_500L))
                    .isEqualTo(new SinceResult.Found(3));
        }
    }

    private static AppendCommand at(long millis) {
        return new AppendCommand(
                Calls.BYTES,
                Calls.bytes("x".repeat(20_000)),
                ProducerStamp.UNSTAMPED,
                "",
                millis,
                RoutingKey.NONE,
                false);
    }

    /** Two long keys may share their beginning and their checksum, and so have one entry in the index. */
    @Test
    void keysOfOneForm_areMergedAndToldApart() {
        Map<ByteBuffer, RoutingKey> forms = new HashMap<>();
        String prefix = "k".repeat(KeyForm.BYTES_MAX);
        RoutingKey one = RoutingKey.NONE;
        RoutingKey other = RoutingKey.NONE;
        for (int i = 0; !one.present(); i++) {
            other = RoutingKey.of(prefix + i * 0x9e3779b97f4a7c15L);
            byte[] form = KeyForm.of(other);
            RoutingKey former =
                    forms.put(ByteBuffer.wrap(Arrays.copyOfRange(form, form.length - 4, form.length)), other);
            one = former == null ? RoutingKey.NONE : former;
        }
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.JSON);
            Calls.append(storage, storage.find("a").orElseThrow(), keyed("1", one));
            Calls.append(storage, storage.find("a").orElseThrow(), keyed("2", other));
        }
        assertThat(Sound.check(file()).journalRows()).isZero();
        try (Storage storage = Storage.open(options())) {
            Stream stream = storage.find("a").orElseThrow();
            for (var each : Map.of("1", one, "2", other).entrySet()) {
                PageRequest request = new PageRequest(stream, 0, each.getValue(), 1000, 10);
                assertThat(Calls.messages((Page) Calls.read(storage, request))).containsExactly(each.getKey());
            }
        }
    }

    private static AppendCommand keyed(String json, RoutingKey key) {
        return new AppendCommand(
                Calls.JSON, Calls.json(json), ProducerStamp.UNSTAMPED, "", Timestamps.NONE, key, false);
    }

    @Test
    void survey_ofRows_needsNoBytesOfThem() throws SQLException {
        fill();
        execute("UPDATE batch SET bytes = zeroblob(length(bytes))");
        try (Storage storage = Storage.open(options())) {
            for (int i = 0; i < 2; i++) {
                assertThat(surveyFirst(storage, "a")).isEqualTo(new SurveyResult.Surveyed(1, 1, false, 1, 1));
            }
            assertThat(readFirst(storage, "a")).isEqualTo(new ReadResult.Damaged("a", 0));
        }
    }

    @Test
    void survey_ofDamagedOrMissingRow_isUnread() throws SQLException {
        fill();
        for (String change : List.of("UPDATE batch SET outline = x'00'", "DELETE FROM batch")) {
            execute(change);
            try (Storage storage = Storage.open(options())) {
                assertThat(surveyFirst(storage, "a"))
                        .as(change)
                        .isEqualTo(new SurveyResult.Unread(new ReadResult.Damaged("a", 0)));
            }
        }
    }

    @Test
    void survey_ofRemovedStream_isUnread() {
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.BYTES);
            Stream stream = storage.find("a").orElseThrow();
            Calls.delete(storage, "a");
            assertThat(Calls.survey(storage, new PageRequest(stream, 0, RoutingKey.NONE, 1, 1)))
                    .isEqualTo(new SurveyResult.Unread(new ReadResult.StreamMissing()));
        }
    }

    @Test
    void missingRow_isReportedAsDamage() throws SQLException {
        fill();
        execute("DELETE FROM batch");
        try (Storage storage = Storage.open(options())) {
            assertThat(readFirst(storage, "a")).isEqualTo(new ReadResult.Damaged("a", 0));
        }
    }

    /** A large request is in the batch table while the journal only notes it; damage there must not stop the start. */
    @Test
    void damagedRowThatTheJournalNotes_keepsOtherStreamsAndPositions() throws Exception {
        Path copy = Files.createDirectory(directory.resolve("copy")).resolve("db");
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.BYTES);
            Calls.create(storage, "b", Calls.BYTES);
            Calls.append(storage, "a", Calls.bytes("1".repeat(100_000)));
            Calls.append(storage, "a", Calls.bytes("small"));
            Calls.append(storage, "b", Calls.bytes("2"));
            for (String suffix : List.of("", "-wal")) {
                Files.copy(file().resolveSibling(file().getFileName() + suffix), Path.of(copy + suffix));
            }
        }
        execute(copy, "UPDATE batch SET checksum = checksum + 1");
        for (int open = 0; open < 2; open++) {
            try (Storage storage = Storage.open(StorageOptions.of(copy))) {
                assertThat(readFirst(storage, "a")).isEqualTo(new ReadResult.Damaged("a", 0));
                PageRequest behind =
                        new PageRequest(storage.find("a").orElseThrow(), 1, RoutingKey.NONE, 1000, Long.MAX_VALUE);
                assertThat(Calls.messages((Page) Calls.read(storage, behind))).containsExactly("small");
                assertThat(Calls.readAll(storage, "b")).containsExactly("2");
            }
        }
    }

    @Test
    void observerThatThrows_changesNoAnswer() {
        CommitObserver thrower = new CommitObserver() {
            @Override
            public void advanced(Stream stream) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void removed(Stream stream) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (Storage storage = Storage.open(options().observer(thrower))) {
            Calls.create(storage, "a", Calls.BYTES);
            assertThat(Calls.append(storage, "a", Calls.bytes("1"))).isEqualTo(new AppendResult.Appended(1, false));
            assertThat(Calls.delete(storage, "a")).isEqualTo(new DeleteResult.Deleted());
        }
    }

    @Test
    void callsAfterClose_areRefusedAtOnce() {
        Storage storage = Storage.open(options());
        Calls.create(storage, "a", Calls.BYTES);
        Stream stream = storage.find("a").orElseThrow();
        Calls.append(storage, "a", Calls.bytes("1"));
        storage.close();
        storage.close();
        assertThat(Calls.append(storage, stream, Calls.append(Calls.bytes("2"))))
                .isEqualTo(new AppendResult.Overloaded());
        assertThat(Calls.create(storage, "b", Calls.BYTES)).isEqualTo(new CreateResult.Overloaded());
        assertThat(readFirst(storage, "a")).isEqualTo(new ReadResult.Overloaded());
    }

    @Test
    void close_byInterruptedThread_stillClosesEverything() {
        Storage storage = Storage.open(options());
        Calls.create(storage, "a", Calls.BYTES);
        Thread.currentThread().interrupt();
        storage.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Path.of(file() + "-wal")).doesNotExist();
        assertThat(Path.of(file() + "-shm")).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("streams-")))
                .isEmpty();
    }

    @Test
    void closeUnderLoad_answersEveryCall() {
        Storage storage = Storage.open(options());
        Calls.create(storage, "a", Calls.BYTES);
        Stream stream = storage.find("a").orElseThrow();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        Thread closer = new Thread(storage::close);
        for (int i = 0; i < 3000; i++) {
            CompletableFuture<AppendResult> append = new CompletableFuture<>();
            storage.append(stream, Calls.append(Calls.bytes("m" + i)), append::complete);
            CompletableFuture<ReadResult> read = new CompletableFuture<>();
            storage.read(new PageRequest(stream, 0, RoutingKey.of("k"), 1000, 10), read::complete);
            answers.add(append);
            answers.add(read);
            if (i == 1000) {
                closer.start();
            }
        }
        answers.forEach(Calls::get);
        Threads.uninterruptibly(closer::join);
    }

    private void fill() {
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.BYTES);
            Calls.create(storage, "b", Calls.BYTES);
            Calls.append(storage, "a", Calls.bytes("1"));
            Calls.append(storage, "b", Calls.bytes("2"));
        }
    }

    private static ReadResult readFirst(Storage storage, String name) {
        return Calls.read(
                storage,
                new PageRequest(storage.find(name).orElseThrow(), 0, RoutingKey.NONE, 1 << 20, Long.MAX_VALUE));
    }

    private static SurveyResult surveyFirst(Storage storage, String name) {
        return Calls.survey(
                storage,
                new PageRequest(storage.find(name).orElseThrow(), 0, RoutingKey.NONE, 1 << 20, Long.MAX_VALUE));
    }

    private void execute(String sql) throws SQLException {
        execute(file(), sql);
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
