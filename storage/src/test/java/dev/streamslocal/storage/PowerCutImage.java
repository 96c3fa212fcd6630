package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that a power cut has left behind, and the judgement of what a storage makes of them. */
final class PowerCutImage {

    private final Path folder;

    /** Writes the files into an empty folder. */
    PowerCutImage(Path folder, Map<Integer, byte[]> files) throws IOException {
        this.folder = folder;
        for (var file : files.entrySet()) {
            Files.write(folder.resolve(FaultyDisk.NAME + FaultyDisk.SUFFIXES.get(file.getKey())), file.getValue());
        }
    }

    /**
     * Opens the database and requires that it holds the outcome of the first requests of the script, no less than {@code least} and no
     * more than {@code most} of them; then that it goes on, and that its tables agree with themselves.
     *
     * @return how many requests it holds
     */
    int check(PowerCutScript script, int least, int most) throws SQLException {
        Path file = folder.resolve(FaultyDisk.NAME);
        if (Files.exists(file)) {
            Sound.check(file);
        }
        int done;
        try (Storage storage = Storage.open(StorageOptions.of(file).pace(PowerCutCrashTest.PACE))) {
            done = requests(script, least, most, read(storage));
            for (String name : script.names()) {
                goOn(storage, name, script.state(name, done));
            }
        }
        StorageCrashTest.checkRows(file);
        return done;
    }

    private static Map<String, PowerCutScript.State> read(Storage storage) {
        Map<String, PowerCutScript.State> found = new HashMap<>();
        for (Stream stream : storage.list(0, Integer.MAX_VALUE)) {
            if (!stream.name().equals(Storage.METRICS_STREAM)) {
                List<String> messages = Calls.readAll(storage, stream.name());
                found.put(
                        stream.name(),
                        new PowerCutScript.State(true, messages, stream.head().closed(), -1));
            }
        }
        return found;
    }

    private static int requests(PowerCutScript script, int least, int most, Map<String, PowerCutScript.State> found) {
        assertThat(new HashSet<>(script.names())).containsAll(found.keySet());
        for (int done = least; done <= most; done++) {
            if (difference(script, done, found).isEmpty()) {
                return done;
            }
        }
        return fail("no outcome of " + least + " to " + most + " requests; " + least + ": "
                + difference(script, least, found).orElseThrow() + "; " + most + ": "
                + difference(script, most, found).orElse(""));
    }

    private static Optional<String> difference(
            PowerCutScript script, int done, Map<String, PowerCutScript.State> found) {
        for (String name : script.names()) {
            PowerCutScript.State expected = script.state(name, done);
            PowerCutScript.State state = found.getOrDefault(name, PowerCutScript.State.ABSENT);
            if (state.exists() != expected.exists()
                    || state.closed() != expected.closed()
                    || !state.messages().equals(expected.messages())) {
                return Optional.of(name + " has " + describe(state) + " and not " + describe(expected));
            }
        }
        return Optional.empty();
    }

    private static String describe(PowerCutScript.State state) {
        return (state.exists() ? "" : "absent, ")
                + (state.closed() ? "closed, " : "")
                + state.messages().stream()
                        .map(text -> text.substring(0, Math.min(12, text.length())))
                        .toList();
    }

    /** The producer repeats its last request and then sends another one; without a producer it is one more message. */
    private static void goOn(Storage storage, String name, PowerCutScript.State state) {
        if (!state.exists() || state.closed()) {
            return;
        }
        Stream stream = storage.find(name).orElseThrow();
        int tail = state.messages().size();
        if (state.seq() >= 0) {
            assertThat(Calls.append(storage, stream, command(name, state.seq())))
                    .as(name)
                    .isEqualTo(new AppendResult.Duplicate(tail, 0, state.seq()));
        }
        assertThat(Calls.append(storage, stream, command(name, state.seq() < 0 ? -1 : state.seq() + 1)))
                .as(name)
                .isEqualTo(new AppendResult.Appended(tail + 1, false));
        assertThat(Calls.readAll(storage, name)).hasSize(tail + 1).endsWith("\"on\"");
    }

    private static AppendCommand command(String name, long seq) {
        return new AppendCommand(
                PowerCutScript.isJson(name) ? Calls.JSON : Calls.BYTES,
                PowerCutScript.isJson(name) ? Calls.json("\"on\"") : Calls.bytes("\"on\""),
                seq < 0 ? ProducerStamp.UNSTAMPED : new ProducerStamp.Stamped(PowerCutScript.PRODUCER, 0, seq),
                "",
                Timestamps.NONE,
                RoutingKey.NONE,
                false);
    }

    /** Removes the folder. */
    void delete() throws IOException {
        FaultyDisk.delete(folder);
    }
}
