package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Some requests of every sort, one after the other, on a disk that may fail under each of them; and what has to be there afterwards. What
 * was answered is there, what was refused is not, and of a request that failed it is open, but never a part of it.
 */
final class FailingIoScript {

    private static final int ROUNDS = 5;
    private static final int ATTEMPTS_MAX = 5;

    /** How a request was answered. */
    private enum Fate {
        DONE,
        REFUSED,
        OPEN
    }

    private record Request(List<String> messages, Fate fate) {}

    /** A stream as it has to be: whether it exists and is closed, as far as that is certain, and its messages. */
    private static final class Expected {
        Fate created = Fate.REFUSED;
        Fate deleted = Fate.REFUSED;
        Fate closed = Fate.REFUSED;
        final List<Request> requests = new ArrayList<>();
        long seq;
    }

    private final Map<String, Expected> streams = new TreeMap<>();
    private int number;

    /** Answers that were no success. */
    private int troubles;

    int troubles() {
        return troubles;
    }

    void run(Storage storage) {
        for (int round = 0; round < ROUNDS; round++) {
            create(storage, "json");
            create(storage, "bytes");
            create(storage, "producer");
            append(storage, "json", 3, 20);
            append(storage, "bytes", 1, 9000);
            append(storage, "producer", 1, 50);
            String passing = "passing-" + round;
            create(storage, passing);
            append(storage, passing, 1, 3000);
            close(storage, passing);
            if (round % 2 == 0) {
                delete(storage, passing);
            }
        }
    }

    private Expected expected(String name) {
        return streams.computeIfAbsent(name, any -> new Expected());
    }

    private void create(Storage storage, String name) {
        Expected stream = expected(name);
        if (storage.find(name).isEmpty()) {
            assertThat(stream.created).as("whether " + name + " was created").isNotEqualTo(Fate.DONE);
            stream.created = fate(Calls.create(storage, name, name.equals("bytes") ? Calls.BYTES : Calls.JSON));
        } else {
            assertThat(stream.created).as("whether " + name + " was created").isNotEqualTo(Fate.REFUSED);
            stream.created = Fate.DONE;
        }
    }

    private void append(Storage storage, String name, int count, int bytes) {
        if (storage.find(name).isEmpty()) {
            return;
        }
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add('"' + name + ":" + number++ + ":" + "x".repeat(bytes) + '"');
        }
        append(storage, name, messages);
    }

    private Fate append(Storage storage, String name, List<String> messages) {
        Expected stream = expected(name);
        ProducerStamp by = name.equals("producer")
                ? new ProducerStamp.Stamped(PowerCutScript.PRODUCER, 0, stream.seq)
                : ProducerStamp.UNSTAMPED;
        AppendCommand command = new AppendCommand(
                name.equals("bytes") ? Calls.BYTES : Calls.JSON,
                name.equals("bytes")
                        ? Calls.bytes(messages.getFirst())
                        : Calls.json("[" + String.join(",", messages) + "]"),
                by,
                "",
                Timestamps.NONE,
                RoutingKey.NONE,
                false);
        AppendResult result = Calls.append(storage, storage.find(name).orElseThrow(), command);
        if (result instanceof AppendResult.Duplicate) {
            // The request before this one failed after its COMMIT; a client would now go on with the next.
            stream.seq++;
            return Fate.REFUSED;
        }
        Fate fate = fate(result);
        stream.requests.add(new Request(messages, fate));
        stream.seq += fate == Fate.DONE ? 1 : 0;
        return fate;
    }

    private void close(Storage storage, String name) {
        if (storage.find(name).isPresent()) {
            AppendResult result = Calls.append(storage, storage.find(name).orElseThrow(), Calls.close());
            expected(name).closed = fate(result);
        }
    }

    private void delete(Storage storage, String name) {
        if (storage.find(name).isPresent()) {
            expected(name).deleted = fate(Calls.delete(storage, name));
        }
    }

    private Fate fate(Object result) {
        Fate fate = switch (result) {
            case CreateResult.Created c -> Fate.DONE;
            case AppendResult.Appended a -> Fate.DONE;
            case DeleteResult.Deleted d -> Fate.DONE;
            case CreateResult.StorageFull f -> Fate.REFUSED;
            case AppendResult.StorageFull f -> Fate.REFUSED;
            case DeleteResult.StorageFull f -> Fate.REFUSED;
            case CreateResult.Failed f -> Fate.OPEN;
            case AppendResult.Failed f -> Fate.OPEN;
            case DeleteResult.Failed f -> Fate.OPEN;
            default -> throw new AssertionError("unexpected answer: " + result);
        };
        troubles += fate == Fate.DONE ? 0 : 1;
        return fate;
    }

    /** Requires that the server takes appends again, now that the disk has recovered. */
    void goOn(Storage storage) {
        for (String name : List.of("json", "bytes", "producer")) {
            for (int attempt = 1; storage.find(name).isEmpty(); attempt++) {
                assertThat(attempt).as("attempts to create " + name).isLessThan(ATTEMPTS_MAX);
                create(storage, name);
            }
            Fate fate = Fate.OPEN;
            for (int attempt = 1; fate != Fate.DONE; attempt++) {
                assertThat(attempt).as("attempts to append to " + name).isLessThan(ATTEMPTS_MAX);
                fate = append(storage, name, List.of("\"on " + number++ + '"'));
            }
        }
    }

    // What is there

    void check(Storage storage) {
        streams.forEach((name, stream) -> {
            if (storage.find(name).isEmpty()) {
                assertThat(stream.created == Fate.DONE && stream.deleted == Fate.REFUSED)
                        .as(name + " is missing")
                        .isFalse();
            } else {
                check(name, stream, storage.find(name).orElseThrow(), Calls.readAll(storage, name));
            }
        });
    }

    private static void check(String name, Expected stream, Stream found, List<String> messages) {
        assertThat(stream.created).as("creation of " + name).isNotEqualTo(Fate.REFUSED);
        assertThat(stream.deleted).as("deletion of " + name).isNotEqualTo(Fate.DONE);
        if (stream.closed != Fate.OPEN) {
            assertThat(found.head().closed()).as(name + " is closed").isEqualTo(stream.closed == Fate.DONE);
        }
        int position = 0;
        for (Request request : stream.requests) {
            int end = Math.min(messages.size(), position + request.messages.size());
            boolean there = messages.subList(position, end).equals(request.messages);
            if (request.fate != Fate.OPEN) {
                assertThat(there)
                        .as(request.fate + ": " + start(request.messages.getFirst()) + " at " + position)
                        .isEqualTo(request.fate == Fate.DONE);
            }
            position += there ? request.messages.size() : 0;
        }
        assertThat(messages.subList(position, messages.size()))
                .as("messages of " + name + " nobody asked for")
                .isEmpty();
    }

    private static String start(String message) {
        return message.substring(0, Math.min(20, message.length()));
    }

    /** Opens the file as the next process would. */
    void checkFile(Path file) throws SQLException {
        if (Files.exists(file)) {
            Sound.check(file);
        }
        try (Storage storage = Storage.open(StorageOptions.of(file).pace(PowerCutCrashTest.PACE))) {
            check(storage);
        }
        StorageCrashTest.checkRows(file);
    }
}
