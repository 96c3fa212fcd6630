package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {

    @TempDir
    Path directory;

    @Test
    void append_thenReopen_keepsMessagesInOrder() {
        StorageOptions options = StorageOptions.of(directory.resolve("durable-streams.sqlite"));
        try (Storage storage = Storage.open(options)) {
            assertThat(storage.find(Storage.METRICS_STREAM)).isPresent();
            assertThat(create(storage, "a")).isEqualTo(new CreateResult.Created(0));
            for (int i = 0; i < 20_000; i++) {
                int n = i;
                if (i % 1000 == 999) {
                    assertThat(append(storage, "a", json("{\"n\":" + i + "}")))
                            .isEqualTo(new AppendResult.Appended(i + 1L, false));
                } else {
                    storage.append(storage.find("a").orElseThrow(), command(json("{\"n\":" + n + "}")), result -> {});
                }
            }
            assertThat(readAll(storage, "a")).startsWith("{\"n\":0},{\"n\":1}").endsWith("{\"n\":19999}");
        }
        try (Storage storage = Storage.open(options)) {
            String all = readAll(storage, "a");
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                expected.append(i == 0 ? "" : ",").append("{\"n\":").append(i).append('}');
            }
            assertThat(all).isEqualTo(expected.toString());
        }
    }

    private static Messages json(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return JsonSplitter.split(bytes, 0, bytes.length);
    }

    private static AppendCommand command(Messages messages) {
        return new AppendCommand(
                "application/json", messages, ProducerStamp.UNSTAMPED, "", Timestamps.NONE, RoutingKey.NONE, false);
    }

    private static CreateResult create(Storage storage, String name) {
        return await(reply -> storage.create(
                new CreateCommand(name, "application/json", Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE),
                reply::accept));
    }

    private static AppendResult append(Storage storage, String name, Messages messages) {
        return await(reply -> storage.append(storage.find(name).orElseThrow(), command(messages), reply::accept));
    }

    private static String readAll(Storage storage, String name) {
        StringBuilder text = new StringBuilder();
        long from = 0;
        while (true) {
            PageRequest request =
                    new PageRequest(storage.find(name).orElseThrow(), from, RoutingKey.NONE, 1 << 20, Long.MAX_VALUE);
            Page page = (Page) StorageTest.<ReadResult>await(reply -> storage.read(request, reply::accept));
            for (Slice slice : page.slices()) {
                text.append(text.isEmpty() ? "" : ",")
                        .append(new String(slice.bytes(), slice.offset(), slice.length(), StandardCharsets.UTF_8));
            }
            if (page.upToDate()) {
                return text.toString();
            }
            from = page.next();
        }
    }

    private static <T> T await(Consumer<Consumer<T>> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        call.accept(future::complete);
        return future.join();
    }

    /** Requests that are cut over several rows, and a message that needs a larger one. */
    @Test
    void largeRequests_comeBackWhole() {
        StorageOptions options = StorageOptions.of(directory.resolve("large"));
        StringBuilder numbers = new StringBuilder("[0");
        for (int i = 1; i < 10_000; i++) {
            numbers.append(',').append(i);
        }
        StringBuilder wide = new StringBuilder("[");
        for (int i = 0; i < 20; i++) {
            wide.append(i == 0 ? "\"" : ",\"").append("w".repeat(100_000)).append('"');
        }
        String one = '"' + "o".repeat(10_000_000) + '"';
        List<String> expected;
        try (Storage storage = Storage.open(options)) {
            Calls.create(storage, "a", Calls.JSON);
            assertThat(Calls.append(storage, "a", Calls.json(numbers.append(']').toString())))
                    .isEqualTo(new AppendResult.Appended(10_000, false));
            assertThat(Calls.append(storage, "a", Calls.json(wide.append(']').toString())))
                    .isEqualTo(new AppendResult.Appended(10_020, false));
            assertThat(Calls.append(storage, "a", Calls.json(one))).isEqualTo(new AppendResult.Appended(10_021, false));
            expected = Calls.readAll(storage, "a");
        }
        assertThat(expected).hasSize(10_021).endsWith(one).contains("9999");
        assertThat(expected.get(4097)).isEqualTo("4097");
        try (Storage storage = Storage.open(options)) {
            assertThat(Calls.readAll(storage, "a")).isEqualTo(expected);
        }
    }

    @Test
    void backlog_refusesPayloadUntilStreamsGo() {
        StorageOptions options = StorageOptions.of(directory.resolve("backlog")).backlogBytesMax(10);
        try (Storage storage = Storage.open(options)) {
            Calls.create(storage, "a", Calls.BYTES);
            Calls.create(storage, "b", Calls.BYTES);
            assertThat(Calls.append(storage, "a", Calls.bytes("12345678"))).isInstanceOf(AppendResult.Appended.class);
            assertThat(Calls.append(storage, "b", Calls.bytes("123"))).isEqualTo(new AppendResult.Overloaded());
            assertThat(Calls.append(storage, "b", Calls.bytes("12"))).isInstanceOf(AppendResult.Appended.class);
            assertThat(Calls.append(storage, storage.find("b").orElseThrow(), Calls.close()))
                    .isEqualTo(new AppendResult.Appended(1, true));
        }
        try (Storage storage = Storage.open(options)) {
            assertThat(Calls.append(storage, "a", Calls.bytes("1"))).isEqualTo(new AppendResult.Overloaded());
            Calls.delete(storage, "b");
            assertThat(Calls.append(storage, "a", Calls.bytes("12"))).isInstanceOf(AppendResult.Appended.class);
        }
    }
}
