package dev.streamslocal.jmh;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageOptions;
import dev.streamslocal.storage.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A JSON stream, or the last of a chain of forks, in a database of its own, in a new folder that goes with it. Confined to the
 * benchmark's thread.
 */
final class ScratchStream implements AutoCloseable {

    private static final String NAME = "scratch";
    private static final String JSON = "application/json";

    private final Path folder;
    private final StorageOptions options;
    private Storage storage;
    private Stream stream;
    private Stream gone;

    private ScratchStream(Path folder) {
        this.folder = folder;
        options = StorageOptions.of(folder.resolve("durable-streams.sqlite"));
        storage = Storage.open(options);
        gone = create(storage);
        Answers<DeleteResult, DeleteResult.Deleted> deleted = new Answers<>(DeleteResult.Deleted.class, 1);
        storage.delete(gone, deleted);
        deleted.last();
        stream = create(storage);
    }

    private static Stream create(Storage storage) {
        Answers<CreateResult, CreateResult.Created> created = new Answers<>(CreateResult.Created.class, 1);
        storage.create(empty(NAME), created);
        created.last();
        return storage.find(NAME).orElseThrow();
    }

    private static CreateCommand empty(String name) {
        return new CreateCommand(name, JSON, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE);
    }

    static ScratchStream create() throws IOException {
        return new ScratchStream(Files.createTempDirectory("streams-local-jmh-"));
    }

    /** An append of one message. */
    static AppendCommand command(byte[] message) {
        Messages messages = JsonSplitter.split(message.clone(), 0, message.length);
        return new AppendCommand(JSON, messages, ProducerStamp.UNSTAMPED, "", Timestamps.NONE, RoutingKey.NONE, false);
    }

    /** Offers the commands one after the other and waits until the last one is durable. */
    AppendResult.Appended append(List<AppendCommand> commands) {
        Answers<AppendResult, AppendResult.Appended> answers =
                new Answers<>(AppendResult.Appended.class, commands.size());
        for (AppendCommand command : commands) {
            storage.append(stream, command, answers);
        }
        return answers.last();
    }

    /** Appends the commands as one transaction, so many times in a row, and waits until the last one is durable. */
    AppendResult.Appended appendInTransactions(List<AppendCommand> commands, int times) {
        Answers<AppendResult, AppendResult.Appended> last = new Answers<>(AppendResult.Appended.class, 1);
        var chain = new GroupChain(storage, stream, commands, times, last);
        // Brings the chain onto the writer thread: a stream that is gone is not found without any transaction.
        storage.delete(gone, missing -> chain.offer());
        return last.last();
    }

    /** Goes on with a fork of the stream that leaves it at its tail. */
    void fork() {
        Answers<CreateResult, CreateResult.Created> created = new Answers<>(CreateResult.Created.class, 1);
        String name = stream.name() + "-fork";
        storage.fork(stream, ForkPoint.AT_TAIL, empty(name), created);
        created.last();
        stream = storage.find(name).orElseThrow();
    }

    Storage storage() {
        return storage;
    }

    Stream stream() {
        return stream;
    }

    static String name() {
        return NAME;
    }

    /** Reads a page of the size that the server answers with. */
    Page read(long from) {
        Answers<ReadResult, Page> answer = new Answers<>(Page.class, 1);
        storage.read(page(from), answer);
        return answer.last();
    }

    /** Whether such a page would be answered from memory. */
    boolean isInMemory(long from) {
        return storage.readNow(page(from)).isPresent();
    }

    private PageRequest page(long from) {
        return new PageRequest(stream, from, RoutingKey.NONE, Limits.PAGE_BYTES, Long.MAX_VALUE);
    }

    /** Moves all data into the batch table and drops it from memory. */
    void reopen() {
        reopen(options);
    }

    /** The same, and keeps none of it in memory from then on. */
    void reopenWithoutCache() {
        reopen(options.cacheBytes(0));
    }

    private void reopen(StorageOptions changed) {
        storage.close();
        storage = Storage.open(changed);
        stream = storage.find(stream.name()).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        storage.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
