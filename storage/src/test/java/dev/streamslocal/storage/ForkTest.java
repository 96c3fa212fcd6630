package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ForkTest {

    private static final int CHAIN = 1000;

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("db");
    }

    private Storage open() {
        return Storage.open(StorageOptions.of(file()).pace(Calls.TINY));
    }

    /** Removed streams are reclaimed behind later requests. */
    private static void work(Storage storage) {
        for (int i = 0; i < 300; i++) {
            Calls.append(storage, Storage.METRICS_STREAM, Calls.json("1"));
        }
    }

    private static CreateCommand command(String name, Messages messages) {
        return new CreateCommand(name, Calls.JSON, Lifetime.FOREVER, false, messages, RoutingKey.NONE);
    }

    private static CreateResult fork(Storage storage, String source, String name, ForkPoint point, Messages own) {
        Stream from = storage.find(source).orElseThrow();
        return Calls.await(reply -> storage.fork(from, point, command(name, own), reply::accept));
    }

    private static CreateResult fork(Storage storage, String source, String name) {
        return fork(storage, source, name, ForkPoint.AT_TAIL, Messages.none());
    }

    // Chains

    @Test
    void chainOfAThousandForks_isReadWrittenAndRemovedWhole() {
        try (Storage storage = open()) {
            List<String> expected = chain(storage);
            String last = "f" + CHAIN;
            assertThat(Calls.readAll(storage, last)).isEqualTo(expected);
            for (int i = 0; i < CHAIN; i++) {
                assertThat(Calls.delete(storage, "f" + i)).isEqualTo(new DeleteResult.Deleted());
            }
            assertThat(Calls.readAll(storage, last)).isEqualTo(expected);
        }
        try (Storage storage = open()) {
            assertThat(storage.find("f0").orElseThrow().head().softDeleted()).isTrue();
            assertThat(Calls.readAll(storage, "f" + CHAIN)).hasSize(CHAIN + 1);
            assertThat(Calls.delete(storage, "f" + CHAIN)).isEqualTo(new DeleteResult.Deleted());
            assertThat(storage.find("f0")).isEmpty();
            assertThat(storage.find("f" + CHAIN / 2)).isEmpty();
        }
        assertThat(Sound.check(file()).streams()).isEqualTo(1);
    }

    private static List<String> chain(Storage storage) {
        List<String> expected = new ArrayList<>();
        Calls.create(storage, command("f0", Calls.json("0")));
        expected.add("0");
        for (int i = 1; i <= CHAIN; i++) {
            fork(storage, "f" + (i - 1), "f" + i, ForkPoint.AT_TAIL, Calls.json(Integer.toString(i)));
            expected.add(Integer.toString(i));
        }
        return expected;
    }

    @Test
    void removedChain_givesItsSpaceBack() throws Exception {
        long roundBytes = 3 * 200_000;
        for (int round = 0; round < 8; round++) {
            try (Storage storage = open()) {
                String text = "\"" + "x".repeat(200_000) + "\"";
                Calls.create(storage, command("a", Calls.json(text)));
                fork(storage, "a", "b", ForkPoint.AT_TAIL, Calls.json(text));
                fork(storage, "b", "c", ForkPoint.AT_TAIL, Calls.json(text));
                for (String name : List.of("a", "b", "c")) {
                    Calls.delete(storage, name);
                }
                work(storage);
            }
            assertThat(Sound.check(file()).streams()).isEqualTo(1);
        }
        assertThat(Files.size(file())).isLessThan(3 * roundBytes);
    }

    // Rejections and what they leave behind

    @Test
    void rejectedFork_leavesNoReferenceAndNoStream() {
        try (Storage storage = open()) {
            Calls.create(storage, command("a", Calls.json("[1,2]")));
            Stream source = storage.find("a").orElseThrow();
            List<CreateResult> results = List.of(
                    fork(storage, "a", "x", new ForkPoint(3, 0), Messages.none()),
                    fork(storage, "a", "x", new ForkPoint(0, 3), Messages.none()),
                    fork(storage, "a", "x", new ForkPoint(ForkPoint.TAIL, 1), Messages.none()),
                    Calls.await(reply -> storage.fork(
                            source,
                            ForkPoint.AT_TAIL,
                            new CreateCommand(
                                    "x", Calls.BYTES, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE),
                            reply::accept)));
            assertThat(results.subList(0, 3)).allMatch(CreateResult.BadForkPoint.class::isInstance);
            assertThat(results.get(3)).isEqualTo(new CreateResult.ContentTypeMismatch());
            assertThat(storage.find("x")).isEmpty();
            assertThat(source.head().forks()).isZero();
            assertThat(Calls.delete(storage, "a")).isEqualTo(new DeleteResult.Deleted());
            assertThat(storage.find("a")).isEmpty();
        }
    }

    // Documents (decision 8)

    @Test
    void fork_takesTheDocumentsThatItsMessagesNeed() throws Exception {
        try (Storage storage = open()) {
            Calls.create(storage, command("a", Calls.json("[1,2,3,4]")));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String row : List.of("0, 1, 's1', NULL", "2, 2, 's2', 'l2'", "3, 3, 's3', 'l3'", "4, 4, 's4', 'l4'")) {
                statement.execute("INSERT INTO registry SELECT id, " + row + " FROM stream WHERE name = 'a'");
            }
            statement.execute("INSERT INTO profile SELECT id, 'p', 'k', 'q' FROM stream WHERE name = 'a'");
        }
        try (Storage storage = open()) {
            fork(storage, "a", "at3", new ForkPoint(3, 0), Messages.none());
            fork(storage, "at3", "again", new ForkPoint(1, 0), Messages.none());
            fork(storage, "a", "tail");
        }
        assertThat(rows("SELECT name, from_sequence, version, schema, lens FROM registry JOIN stream ON id = stream"
                        + " WHERE name <> 'a' ORDER BY id, from_sequence"))
                .containsExactly(
                        "at3 0 1 s1 null",
                        "at3 2 2 s2 l2",
                        "at3 3 3 s3 l3",
                        "again 0 1 s1 null",
                        "tail 0 1 s1 null",
                        "tail 2 2 s2 l2",
                        "tail 3 3 s3 l3",
                        "tail 4 4 s4 l4");
        assertThat(
                        rows(
                                "SELECT name, p.profile, key_rule, search FROM profile p JOIN stream ON id = stream ORDER BY id"))
                .containsExactly("a p k q", "at3 p k q", "again p k q", "tail p k q");
        try (Storage storage = open()) {
            for (String name : List.of("again", "at3", "tail", "a")) {
                Calls.delete(storage, name);
            }
            work(storage);
        }
        assertThat(rows("SELECT stream FROM registry UNION ALL SELECT stream FROM profile"))
                .isEmpty();
        Sound.check(file());
    }

    private List<String> rows(String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : " ").append(row.getString(i));
                }
                rows.add(text.toString());
            }
        }
        return rows;
    }

    // Order of what happens at the same time

    /** Whatever came first: each answer fits the others, and what is left fits the answers. */
    @RepeatedTest(40)
    void forksAndDeletesOfOneSource_haveAnOrder() throws Exception {
        Random random = Seeds.random(getClass());
        ManualClock clock = new ManualClock(1000);
        try (Storage storage = Storage.open(StorageOptions.of(file()).clock(clock));
                var threads = Executors.newFixedThreadPool(4)) {
            boolean expires = random.nextBoolean();
            Lifetime lifetime = expires ? new Lifetime.Until(1500) : Lifetime.FOREVER;
            Calls.create(
                    storage, new CreateCommand("a", Calls.JSON, lifetime, false, Calls.json("[1,2]"), RoutingKey.NONE));
            List<Callable<Object>> calls = new ArrayList<>();
            calls.add(() -> fork(storage, "a", "x"));
            calls.add(() -> fork(storage, "a", "y"));
            calls.add(() -> {
                if (expires) {
                    clock.advance(1000);
                    storage.sweep(10);
                    return new DeleteResult.Deleted();
                }
                return Calls.delete(storage, "a");
            });
            calls.add(() -> Calls.append(storage, "a", Calls.json("3")));
            Collections.shuffle(calls, random);
            List<Object> answers = new ArrayList<>();
            for (Future<Object> answer : threads.invokeAll(calls)) {
                try {
                    answers.add(answer.get());
                } catch (ExecutionException gone) {
                    // The name was free before this call had looked it up.
                    assertThat(gone).hasRootCauseInstanceOf(NoSuchElementException.class);
                }
            }
            Calls.append(storage, Storage.METRICS_STREAM, Calls.json("1"));
            long forked = answers.stream()
                    .filter(CreateResult.Created.class::isInstance)
                    .count();
            assertThat(storage.find("a").isPresent()).as("%s", answers).isEqualTo(forked > 0);
            storage.find("a").ifPresent(source -> {
                assertThat(source.head().softDeleted()).isTrue();
                assertThat(source.head().forks()).isEqualTo((int) forked);
            });
            boolean appended = answers.stream().anyMatch(AppendResult.Appended.class::isInstance);
            for (String name : List.of("x", "y")) {
                storage.find(name)
                        .ifPresent(fork -> assertThat(Calls.readAll(storage, name))
                                .isIn(List.of("1", "2"), appended ? List.of("1", "2", "3") : List.of("1", "2")));
            }
        }
        Sound.check(file());
    }
}
