package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an Error leaves behind that does not end the process, such as one for want of memory in an embedding program. */
@Timeout(60)
class ErrorsTest {

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("durable-streams.sqlite");
    }

    private static AppendCommand stamped(String json, long seq) {
        ProducerStamp by = new ProducerStamp.Stamped("p", 0, seq);
        return new AppendCommand(Calls.JSON, Calls.json(json), by, "", Timestamps.NONE, RoutingKey.NONE, false);
    }

    @Test
    void observerThatFails_leavesTheProducerWhereItIs() {
        AtomicBoolean fails = new AtomicBoolean();
        CommitObserver observer = new CommitObserver() {
            @Override
            public void advanced(Stream stream) {
                if (fails.getAndSet(false)) {
                    throw new OutOfMemoryError("made by a test");
                }
            }

            @Override
            public void removed(Stream stream) {}
        };
        try (Storage storage = Storage.open(StorageOptions.of(file()).observer(observer))) {
            Calls.create(storage, "a", Calls.JSON);
            Stream stream = storage.find("a").orElseThrow();
            fails.set(true);
            assertThat(Calls.append(storage, stream, stamped("1", 0))).isInstanceOf(AppendResult.Appended.class);
            assertThat(Calls.append(storage, stream, stamped("1", 0))).isInstanceOf(AppendResult.Duplicate.class);
            assertThat(Calls.readAll(storage, "a")).containsExactly("1");
        }
    }

    @Test
    void replyThatFails_keepsNobodyFromBeingAnswered() {
        try (Storage storage = Storage.open(StorageOptions.of(file()))) {
            Calls.create(storage, "a", Calls.JSON);
            storage.append(storage.find("a").orElseThrow(), Calls.append(Calls.json("1")), result -> {
                throw new OutOfMemoryError("made by a test");
            });
            assertThat(Calls.append(storage, "a", Calls.json("2"))).isEqualTo(new AppendResult.Appended(2, false));
        }
    }

    @Test
    void workThatCannotEvenFail_leavesItsThread() {
        ReaderPool pool = new ReaderPool(Database.open(StorageOptions.of(file()), tables -> {}), 1);
        try {
            pool.offer(new ReaderPool.Work() {
                @Override
                public void run(Tables tables) {
                    throw new OutOfMemoryError("made by a test");
                }

                @Override
                public void failed(Exception cause) {
                    throw new OutOfMemoryError("made by a test");
                }
            });
            CompletableFuture<String> next = new CompletableFuture<>();
            pool.offer(new ReaderPool.Work() {
                @Override
                public void run(Tables tables) {
                    next.complete("served");
                }

                @Override
                public void failed(Exception cause) {
                    next.completeExceptionally(cause);
                }
            });
            assertThat(Calls.get(next)).isEqualTo("served");
        } finally {
            pool.close();
        }
    }
}
