package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Random commands, restarts and crashes against a plain model of what they have to do. */
class StorageModelPropertyTest {

    private static final String FILE = "durable-streams.sqlite";
    private static final List<String> NAMES = List.of("a", "b/c", "\uD83D\uDE00", "\uFFFD", "e");
    private static final int STEPS = 500;

    @TempDir
    Path directory;

    private final Random random = Seeds.random(getClass());
    private final ManualClock clock = new ManualClock(1_000_000);
    private final Map<String, StreamModel> models = new HashMap<>();
    private final Map<String, Stream> handles = new HashMap<>();
    private final List<Runnable> pending = new ArrayList<>();
    private int numbers;
    private int copies;
    private Storage storage;

    @RepeatedTest(3)
    void randomCommandsRestartsAndCrashes_agreeWithModel() throws IOException {
        storage = open(directory);
        handles.put(Storage.METRICS_STREAM, storage.find(Storage.METRICS_STREAM).orElseThrow());
        for (int step = 0; step < STEPS; step++) {
            act();
        }
        flush();
        checkAll(storage, true);
        storage.close();
        storage = open(directory);
        checkAll(storage, true);
        checkFile(directory);
        storage.close();
        checkFile(directory);
    }

    private void checkFile(Path place) {
        VerifyResult result = Sound.check(place.resolve(FILE));
        long messages = 0;
        long bytes = 0;
        for (String name : handles.keySet()) {
            Optional<Stream> stream = storage.find(name);
            messages += stream.map(each -> each.head().tail()).orElse(0L);
            bytes += stream.map(each -> each.head().payloadBytes()).orElse(0L);
        }
        assertThat(result.messages()).isEqualTo(messages);
        assertThat(result.payloadBytes()).isEqualTo(bytes);
    }

    private Storage open(Path place) {
        return Storage.open(StorageOptions.of(place.resolve(FILE))
                .clock(clock)
                .cacheBytes(random.nextBoolean() ? 3000 : 1 << 20)
                .batchRequestsMax(1 + random.nextInt(6))
                .pace(Calls.TINY));
    }

    private void act() throws IOException {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3 -> create(name);
            case 4 -> delete(name);
            case 5 -> advance(3000);
            case 6 -> renew(name);
            case 7 -> sweep();
            case 8, 9, 10 -> flush();
            case 11, 12, 13, 14 -> {
                flush();
                checkReads(storage, name);
            }
            case 15 -> {
                if (random.nextInt(3) == 0) {
                    reopen();
                }
            }
            case 16 -> {
                if (random.nextInt(3) == 0) {
                    crash();
                }
            }
            default -> append(name);
        }
        if (random.nextInt(8) == 0) {
            advance(20);
        }
        if (random.nextInt(40) == 0) {
            flush();
            checkFile(directory);
        }
    }

    /** The writer reads the clock when it comes to a command, so none may wait when it moves. */
    private void advance(int bound) {
        flush();
        clock.advance(random.nextInt(bound));
    }

    private <T> void expect(T expected, Consumer<Reply<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        call.accept(answer::complete);
        pending.add(() -> assertThat(Calls.get(answer)).isEqualTo(expected));
    }

    private void flush() {
        pending.forEach(Runnable::run);
        pending.clear();
        for (String name : models.keySet()) {
            handles.put(name, storage.find(name).orElseThrow());
        }
    }

    /** The handle of the stream as the model has it now. */
    private Stream handle(String name) {
        if (!handles.containsKey(name)) {
            flush();
        }
        return handles.get(name);
    }

    private void create(String name) {
        boolean json = random.nextInt(3) > 0;
        Messages messages = random.nextInt(3) == 0 ? messages(json) : Messages.none();
        CreateCommand command = new CreateCommand(
                name, json ? Calls.JSON : Calls.BYTES, lifetime(), random.nextInt(10) == 0, messages, key());
        long now = clock.millis();
        StreamModel model = models.get(name);
        if (model != null && !model.expired(now)) {
            boolean same = model.contentType.equals(command.contentType())
                    && model.closed == command.closed()
                    && model.lifetime.equals(command.lifetime());
            this.<CreateResult>expect(
                    same ? new CreateResult.Existing() : new CreateResult.ConfigMismatch(),
                    reply -> storage.create(command, reply));
        } else {
            if (model != null) {
                model.gone = true;
            }
            models.put(name, new StreamModel(command, now));
            handles.remove(name);
            this.<CreateResult>expect(
                    new CreateResult.Created(command.messages().count()), reply -> storage.create(command, reply));
        }
    }

    private Lifetime lifetime() {
        return switch (random.nextInt(6)) {
            case 0 -> new Lifetime.Ttl(1 + random.nextInt(5));
            case 1 -> new Lifetime.Until(clock.millis() + random.nextInt(8000) - 1000);
            default -> Lifetime.FOREVER;
        };
    }

    private void delete(String name) {
        StreamModel model = models.get(name);
        if (model != null && random.nextInt(2) == 0) {
            Stream stream = handle(name);
            this.<DeleteResult>expect(new DeleteResult.Deleted(), reply -> storage.delete(stream, reply));
            this.<DeleteResult>expect(new DeleteResult.StreamMissing(), reply -> storage.delete(stream, reply));
            this.<AppendResult>expect(
                    new AppendResult.StreamMissing(), reply -> storage.append(stream, Calls.close(), reply));
            model.gone = true;
            models.remove(name);
            handles.remove(name);
        }
    }

    private void renew(String name) {
        StreamModel model = models.get(name);
        if (model != null) {
            flush();
            storage.renew(handle(name));
            model.renew(clock.millis());
            awaitWriter();
        }
    }

    private void sweep() {
        flush();
        storage.sweep(Integer.MAX_VALUE);
        long now = clock.millis();
        models.values().removeIf(model -> {
            model.gone |= model.expired(now);
            return model.gone;
        });
        awaitWriter();
        handles.keySet().retainAll(models.keySet());
        assertThat(storage.list(0, 100)).hasSize(models.size() + 1);
    }

    /** Any answer says that what was asked for without one is done. */
    private void awaitWriter() {
        Calls.create(storage, Storage.METRICS_STREAM, "text/plain");
    }

    private void append(String name) {
        StreamModel model = models.get(name);
        if (model == null) {
            return;
        }
        boolean json = model.contentType.equals(Calls.JSON) == (random.nextInt(20) > 0);
        boolean close = random.nextInt(60) == 0;
        Messages messages = close && random.nextBoolean() ? Messages.none() : messages(json);
        AppendCommand command = new AppendCommand(
                json ? Calls.JSON : Calls.BYTES,
                messages,
                producer(model),
                random.nextInt(8) == 0 ? "s" + random.nextInt(100) : "",
                random.nextInt(10) == 0 ? clock.millis() + random.nextInt(40) - 20 : Timestamps.NONE,
                key(),
                close);
        Stream stream = handle(name);
        if (stream.lifetime() instanceof Lifetime.Ttl) {
            flush();
        }
        expect(model.append(command, clock.millis()), reply -> storage.append(stream, command, reply));
        if (random.nextInt(3) == 0 || !stream.lifetime().equals(Lifetime.FOREVER)) {
            flush();
        }
    }

    private ProducerStamp producer(StreamModel model) {
        if (random.nextInt(3) > 0) {
            return ProducerStamp.UNSTAMPED;
        }
        String id = "p" + random.nextInt(3);
        StreamModel.Producer known = model.producers.get(id);
        if (known == null) {
            return new ProducerStamp.Stamped(id, random.nextInt(3), random.nextInt(10) == 0 ? 1 : 0);
        }
        return switch (random.nextInt(8)) {
            case 0 -> new ProducerStamp.Stamped(id, known.epoch() + 1, random.nextInt(2));
            case 1 -> new ProducerStamp.Stamped(id, Math.max(0, known.epoch() - 1), 0);
            case 2 -> new ProducerStamp.Stamped(id, known.epoch(), known.seq());
            case 3 -> new ProducerStamp.Stamped(id, known.epoch(), known.seq() + 2);
            default -> new ProducerStamp.Stamped(id, known.epoch(), known.seq() + 1);
        };
    }

    private RoutingKey key() {
        return switch (random.nextInt(6)) {
            case 0 -> RoutingKey.of("");
            case 1, 2 -> RoutingKey.of("k" + random.nextInt(3));
            case 3 -> RoutingKey.of("x".repeat(1200) + random.nextInt(2));
            default -> RoutingKey.NONE;
        };
    }

    private Messages messages(boolean json) {
        int length = random.nextInt(10) == 0 ? random.nextInt(1500) : random.nextInt(30);
        if (!json) {
            return Calls.bytes("b" + numbers++ + "y".repeat(length));
        }
        int count = random.nextInt(12) == 0 ? 1 + random.nextInt(50) : 1 + random.nextInt(3);
        StringBuilder text = new StringBuilder("[ ");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ,\n")
                    .append("{\"n\": ")
                    .append(numbers++)
                    .append(",\"v\":\"");
            text.append("é".repeat(length / count)).append("\"}");
        }
        return Calls.json(
                text.append("]").append(" ".repeat(random.nextInt(2000))).toString());
    }

    private void reopen() {
        flush();
        checkAll(storage, false);
        storage.close();
        assertThat(directory.resolve(FILE + "-wal")).doesNotExist();
        storage = open(directory);
        adopt(storage);
        checkAll(storage, true);
    }

    /** What a crash would leave behind: the files as they are now, opened elsewhere. */
    private void crash() throws IOException {
        flush();
        Path place = Files.createDirectory(directory.resolve("copy" + copies++));
        for (String suffix : List.of("", "-wal")) {
            Path file = directory.resolve(FILE + suffix);
            if (Files.exists(file)) {
                Files.copy(file, place.resolve(FILE + suffix));
            }
        }
        checkFile(place);
        try (Storage copy = open(place)) {
            checkAll(copy, true);
        }
        if (random.nextBoolean()) {
            storage.close();
            directory = place;
            storage = open(place);
            adopt(storage);
        }
    }

    /** Takes over what a restart may change: the deadline of a sliding window, by no more than its lag. */
    private void adopt(Storage opened) {
        handles.clear();
        models.forEach((name, model) -> {
            Stream stream = opened.find(name).orElseThrow();
            assertThat(stream.deadlineMillis() - model.asked).isBetween(0L, stream.renewalLagMillis());
            model.deadline = stream.deadlineMillis();
            handles.put(name, stream);
        });
    }

    private void checkAll(Storage checked, boolean reads) {
        assertThat(checked.find("never")).isEmpty();
        for (String name : NAMES) {
            assertThat(checked.find(name).isPresent()).as(name).isEqualTo(models.containsKey(name));
            if (models.containsKey(name)) {
                checkState(checked.find(name).orElseThrow(), models.get(name));
                if (reads) {
                    checkEveryPosition(checked, name);
                }
            }
        }
    }

    private static void checkState(Stream stream, StreamModel model) {
        Head head = stream.head();
        assertThat(stream.contentType()).isEqualTo(model.contentType);
        assertThat(stream.lifetime()).isEqualTo(model.lifetime);
        assertThat(head.tail()).isEqualTo(model.messages.size());
        assertThat(head.closed()).isEqualTo(model.closed);
        assertThat(head.closedBy()).isEqualTo(model.closedBy);
        assertThat(head.streamSeq()).isEqualTo(model.streamSeq);
        assertThat(head.lastMillis()).isEqualTo(model.lastMillis);
        assertThat(head.payloadBytes()).isEqualTo(model.payloadBytes());
    }

    private void checkEveryPosition(Storage checked, String name) {
        StreamModel model = models.get(name);
        int step = 1 + model.messages.size() / 40;
        for (long from = 0; from <= model.messages.size() + 1; from += step) {
            checkPage(checked, name, from, RoutingKey.NONE, 1 << 20, Long.MAX_VALUE);
            checkPage(checked, name, from, key(), 1 + random.nextInt(700), 1 + random.nextInt(20));
        }
    }

    private void checkReads(Storage checked, String name) {
        StreamModel model = models.get(name);
        if (model == null) {
            return;
        }
        for (int i = 0; i < 5; i++) {
            long from = random.nextInt(model.messages.size() + 2);
            checkPage(checked, name, from, key(), 1 + random.nextInt(3000), 1 + random.nextInt(30));
        }
        long millis = model.lastMillis - random.nextInt(500);
        RoutingKey key = key();
        assertThat(Calls.since(checked, checked.find(name).orElseThrow(), key, millis))
                .isEqualTo(new SinceResult.Found(model.since(key, millis)));
    }

    private void checkPage(Storage checked, String name, long from, RoutingKey key, long bytesMax, long entriesMax) {
        StreamModel.Page expected = models.get(name).page(from, key, bytesMax, entriesMax);
        PageRequest request = new PageRequest(checked.find(name).orElseThrow(), from, key, bytesMax, entriesMax);
        // Before the read, which leaves in memory what it has read.
        SurveyResult surveyed = Calls.survey(checked, request);
        Page page = (Page) Calls.read(checked, request);
        assertThat(surveyed)
                .isEqualTo(new SurveyResult.Surveyed(
                        page.next(), page.tail(), page.closed(), page.entries(), page.payloadBytes()));
        assertThat(Calls.messages(page)).isEqualTo(expected.messages());
        assertThat(page.next()).isEqualTo(expected.next());
        assertThat(page.upToDate()).isEqualTo(expected.upToDate());
        assertThat(page.closed()).isEqualTo(expected.closed());
        assertThat(page.entries()).isEqualTo(expected.messages().size());
    }
}
