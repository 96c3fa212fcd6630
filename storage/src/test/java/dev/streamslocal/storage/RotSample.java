package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One database file with rows of every kind, unmerged journal included, and what a server on it has to answer. */
final class RotSample {

    private static final List<String> KEYS = List.of("red", "green", "blue");

    final Path file;
    private final Map<String, List<String>> messages = new LinkedHashMap<>();
    private final Map<String, List<String>> keyed = new LinkedHashMap<>();
    private long lastSeq = -1;

    RotSample(Path directory) throws IOException, SQLException {
        Path live = directory.resolve("live");
        file = directory.resolve("sample");
        try (Storage storage = Storage.open(StorageOptions.of(live).durability(Durability.OFF))) {
            for (String name : List.of("json", "text", "keyed", "closed", "ttl", "gone")) {
                create(storage, name);
            }
            append(storage, 120);
            Calls.append(storage, storage.find("closed").orElseThrow(), Calls.close());
            Calls.delete(storage, "gone");
            messages.remove("gone");
        }
        try (Storage storage = Storage.open(StorageOptions.of(live).durability(Durability.OFF))) {
            create(storage, "late");
            append(storage, 20);
            Files.copy(live, file);
            Files.copy(Path.of(live + "-wal"), Path.of(file + "-wal"));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private void create(Storage storage, String name) {
        Lifetime lifetime = name.equals("ttl") ? new Lifetime.Ttl(1_000_000) : Lifetime.FOREVER;
        Calls.create(
                storage, new CreateCommand(name, contentType(name), lifetime, false, Messages.none(), RoutingKey.NONE));
        messages.put(name, new ArrayList<>());
    }

    static String contentType(String name) {
        return name.equals("text") ? Calls.BYTES : Calls.JSON;
    }

    private void append(Storage storage, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (String name : messages.keySet()) {
                append(storage, name, round);
            }
        }
    }

    private void append(Storage storage, String name, int round) {
        List<String> all = messages.get(name);
        String text = "{\"stream\":\"" + name + "\",\"n\":" + all.size() + ",\"pad\":\""
                + "x".repeat(round % 40 == 7 ? 20_000 : round) + "\"}";
        RoutingKey key = name.equals("keyed") ? RoutingKey.of(KEYS.get(round % KEYS.size())) : RoutingKey.NONE;
        ProducerStamp by =
                name.equals("json") ? new ProducerStamp.Stamped("p", 0, lastSeq + 1) : ProducerStamp.UNSTAMPED;
        AppendResult result = Calls.append(storage, storage.find(name).orElseThrow(), command(name, text, key, by));
        if (result instanceof AppendResult.Appended) {
            all.add(text);
            lastSeq += name.equals("json") ? 1 : 0;
            if (key.present()) {
                keyed.computeIfAbsent(key.text(), each -> new ArrayList<>()).add(text);
            }
        }
    }

    private static AppendCommand command(String name, String text, RoutingKey key, ProducerStamp by) {
        byte[] bytes = text.getBytes(UTF_8);
        Messages message = name.equals("text") ? Messages.bytes(bytes, 0, bytes.length) : Calls.json(text);
        return new AppendCommand(contentType(name), message, by, "", Timestamps.NONE, key, false);
    }

    /** Wrong answers of a server on such a file, each in a few words; an error is none. */
    List<String> wrongAnswers(Storage storage) {
        List<String> wrong = new ArrayList<>();
        messages.forEach((name, expected) -> {
            Stream stream = storage.find(name).orElse(null);
            if (stream == null) {
                wrong.add("lost " + name);
                return;
            }
            if (stream.head().tail() != expected.size()
                    || !stream.contentType().equals(contentType(name))
                    || stream.head().closed() != name.equals("closed")
                    || stream.lifetime().equals(Lifetime.FOREVER) == name.equals("ttl")) {
                wrong.add("state of " + name);
            }
            if (!readsRight(storage, stream, RoutingKey.NONE, expected)) {
                wrong.add("read of " + name);
            }
        });
        if (storage.list(0, 100).size() > messages.size() + 1) {
            wrong.add("more streams");
        }
        storage.find("keyed")
                .ifPresent(stream -> keyed.forEach((key, expected) -> {
                    if (!readsRight(storage, stream, RoutingKey.of(key), expected)) {
                        wrong.add("keyed read");
                    }
                }));
        storage.find("json").ifPresent(stream -> {
            ProducerStamp again = new ProducerStamp.Stamped("p", 0, lastSeq);
            AppendResult result = Calls.append(storage, stream, command("json", "{}", RoutingKey.NONE, again));
            if (!(result instanceof AppendResult.Duplicate || result instanceof AppendResult.Failed)) {
                wrong.add("producer");
            }
        });
        return wrong;
    }

    /** Reads page after page, and behind a damaged place goes on message by message. */
    private static boolean readsRight(Storage storage, Stream stream, RoutingKey key, List<String> expected) {
        List<String> read = new ArrayList<>();
        long position = 0;
        while (true) {
            ReadResult result = Calls.read(storage, new PageRequest(stream, position, key, 50_000, Long.MAX_VALUE));
            if (!(result instanceof Page page)) {
                return expected.size() >= read.size()
                        && expected.subList(0, read.size()).equals(read);
            }
            read.addAll(Calls.messages(page));
            if (page.upToDate()) {
                return read.equals(expected);
            }
            position = page.next();
        }
    }
}
