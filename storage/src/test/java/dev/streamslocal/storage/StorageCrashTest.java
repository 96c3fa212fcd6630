package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process under load again and again: what it had acknowledged is there, once and in order, and nothing is half there. */
class StorageCrashTest {

    private static final int KILLS = 5;
    private static final Pattern MESSAGE = Pattern.compile("\\{\"n\":(\\d+),\"i\":(\\d+),\"of\":(\\d+)}");

    @TempDir
    Path directory;

    /** What the process noted: the last number of each kind and stream. */
    private final Map<String, Long> tails = new HashMap<>();

    private final Map<String, Long> seqs = new HashMap<>();
    private final Set<String> created = new HashSet<>();
    private final Set<String> closed = new HashSet<>();
    private final Set<String> deleting = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();

    @Test
    void killUnderLoad_keepsWhatWasAcknowledged() throws Exception {
        long seed = Seeds.seed(getClass());
        Random random = new Random(seed);
        Path file = directory.resolve("durable-streams.sqlite");
        Path log = directory.resolve("acknowledged");
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = start(file, log, seed + kill, kill % 2 == 0 ? "tiny" : "preset");
            try (BufferedReader out = child.inputReader()) {
                assertThat(out.readLine()).isEqualTo("ready");
                // The moment of the kill is what is random here; nothing waits for it.
                Thread.sleep(100 + random.nextInt(700));
            } finally {
                child.destroyForcibly().waitFor();
            }
            readLog(log);
            Sound.check(file);
            try (Storage storage = Storage.open(StorageOptions.of(file))) {
                check(storage);
            }
            checkRows(file);
        }
        assertThat(tails.get("json-0")).isPositive();
        assertThat(seqs.get("producer-0")).isPositive();
        assertThat(deleted).isNotEmpty();
    }

    private static Process start(Path file, Path log, long seed, String pace) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashLoad.class.getName(),
                        file.toString(),
                        log.toString(),
                        Long.toString(seed),
                        pace)
                .redirectError(new File(log + ".err"))
                .start();
    }

    private void readLog(Path log) throws IOException {
        for (String line : Files.readAllLines(log)) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "tail" -> tails.merge(words[1], Long.parseLong(words[2]), Math::max);
                case "seq" -> seqs.merge(words[1], Long.parseLong(words[2]), Math::max);
                case "created" -> created.add(words[1]);
                case "closed" -> closed.add(words[1]);
                case "deleting" -> deleting.add(words[1]);
                case "deleted" -> deleted.add(words[1]);
                default -> throw new IllegalStateException(line);
            }
        }
    }

    private void check(Storage storage) {
        for (String name : created) {
            if (!deleting.contains(name)) {
                assertThat(storage.find(name)).as(name).isPresent();
            }
        }
        for (String name : deleted) {
            assertThat(storage.find(name)).as(name).isEmpty();
        }
        for (String name : closed) {
            storage.find(name)
                    .ifPresent(stream -> assertThat(stream.head().closed()).isTrue());
        }
        for (Stream stream : storage.list(0, Integer.MAX_VALUE)) {
            List<String> messages = Calls.readAll(storage, stream.name());
            assertThat(messages.size()).as(stream.name()).isGreaterThanOrEqualTo((int)
                    (long) tails.getOrDefault(stream.name(), 0L));
            checkOrder(stream.name(), messages);
        }
        checkProducer(storage);
    }

    private static void checkOrder(String name, List<String> messages) {
        int expected = 0;
        for (int n = 0; n < messages.size(); n++) {
            Matcher json = MESSAGE.matcher(messages.get(n));
            if (json.matches()) {
                assertThat(json.group(1)).as(name).isEqualTo(Integer.toString(n));
                assertThat(json.group(2)).as(name).isEqualTo(Integer.toString(expected));
                expected = expected + 1 == Integer.parseInt(json.group(3)) ? 0 : expected + 1;
            } else {
                assertThat(messages.get(n)).as(name).startsWith(n + ":");
            }
        }
        assertThat(expected).as("a request of " + name + " is half there").isZero();
    }

    private void checkProducer(Storage storage) {
        Stream stream = storage.find("producer-0").orElseThrow();
        long last = stream.head().tail() - 1;
        assertThat(last).isGreaterThanOrEqualTo(seqs.getOrDefault("producer-0", -1L));
        if (last >= 0) {
            AppendCommand again = new AppendCommand(
                    Calls.JSON,
                    Calls.json("{}"),
                    new ProducerStamp.Stamped(CrashLoad.PRODUCER, 0, last),
                    "",
                    Timestamps.NONE,
                    RoutingKey.NONE,
                    false);
            assertThat(Calls.append(storage, stream, again)).isEqualTo(new AppendResult.Duplicate(last + 1, 0, last));
        }
    }

    /** After a clean close the rows of each stream tile its range, and nothing is left in the journal. */
    static void checkRows(Path file) throws SQLException {
        Sound.check(file);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            Map<Long, Long> ends = new HashMap<>();
            try (ResultSet row = statement.executeQuery("""
                SELECT id, count FROM batch
                WHERE id >> 32 IN (SELECT id FROM stream WHERE removed = 0) ORDER BY id\
                """)) {
                while (row.next()) {
                    long stream = row.getLong(1) >>> 32;
                    long first = row.getLong(1) & 0xffff_ffffL;
                    assertThat(first).as("row of stream " + stream).isEqualTo(ends.getOrDefault(stream, 0L));
                    ends.put(stream, first + row.getLong(2));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT id, tail FROM stream WHERE removed = 0")) {
                while (row.next()) {
                    assertThat(ends.getOrDefault(row.getLong(1), 0L)).isEqualTo(row.getLong(2));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM journal")) {
                assertThat(row.getLong(1)).isZero();
            }
            try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(row.getString(1)).isEqualTo("ok");
            }
        }
    }
}
