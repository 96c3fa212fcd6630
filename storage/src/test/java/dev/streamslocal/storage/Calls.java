package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Calls of a storage that wait for the answer, and the commands they need. */
final class Calls {

    static final String JSON = "application/json";
    static final String BYTES = "application/octet-stream";

    /** Small steps, so that rounds, rows, purges and checkpoints come up all the time. */
    static final Pace TINY =
            new Pace(200, 300, 7, 2000, 100, 4000, 20_000, 300, 2, 2, 100, 3, 1, 2, 64 * 1024, 128 * 1024);

    private Calls() {}

    static Messages json(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return JsonSplitter.split(bytes, 0, bytes.length);
    }

    static Messages bytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return Messages.bytes(bytes, 0, bytes.length);
    }

    static AppendCommand append(Messages messages) {
        return new AppendCommand(
                messages.gap() == 1 ? JSON : BYTES,
                messages,
                ProducerStamp.UNSTAMPED,
                "",
                Timestamps.NONE,
                RoutingKey.NONE,
                false);
    }

    static AppendCommand close() {
        return new AppendCommand(
                "", Messages.none(), ProducerStamp.UNSTAMPED, "", Timestamps.NONE, RoutingKey.NONE, true);
    }

    static CreateResult create(Storage storage, String name, String contentType) {
        return create(
                storage,
                new CreateCommand(name, contentType, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE));
    }

    static CreateResult create(Storage storage, CreateCommand command) {
        return await(reply -> storage.create(command, reply::accept));
    }

    static AppendResult append(Storage storage, String name, Messages messages) {
        return append(storage, storage.find(name).orElseThrow(), append(messages));
    }

    static AppendResult append(Storage storage, Stream stream, AppendCommand command) {
        return await(reply -> storage.append(stream, command, reply::accept));
    }

    static DeleteResult delete(Storage storage, String name) {
        return await(reply -> storage.delete(storage.find(name).orElseThrow(), reply::accept));
    }

    static ReadResult read(Storage storage, PageRequest request) {
        return await(reply -> storage.read(request, reply::accept));
    }

    static SurveyResult survey(Storage storage, PageRequest request) {
        return await(reply -> storage.survey(request, reply::accept));
    }

    static SinceResult since(Storage storage, Stream stream, RoutingKey key, long millis) {
        return await(reply -> storage.firstSince(stream, key, millis, reply::accept));
    }

    static List<String> messages(Page page) {
        List<String> messages = new ArrayList<>();
        for (Slice slice : page.slices()) {
            for (int i = 0; i < slice.entries(); i++) {
                messages.add(new String(slice.bytes(), slice.begin(i), slice.end(i) - slice.begin(i), UTF_8));
            }
        }
        return messages;
    }

    /** All messages of a stream, in pages of the usual size. */
    static List<String> readAll(Storage storage, String name) {
        Stream stream = storage.find(name).orElseThrow();
        List<String> all = new ArrayList<>();
        while (true) {
            Page page =
                    (Page) read(storage, new PageRequest(stream, all.size(), RoutingKey.NONE, 1 << 20, Long.MAX_VALUE));
            all.addAll(messages(page));
            if (page.upToDate()) {
                return all;
            }
        }
    }

    static <T> T await(Consumer<Consumer<T>> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        call.accept(future::complete);
        return get(future);
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
