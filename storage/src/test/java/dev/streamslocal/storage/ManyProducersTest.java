package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Producers are made by clients at will: what they cost must not grow with their number. */
@Timeout(120)
class ManyProducersTest {

    /** Few in memory, each of some 8 KiB. */
    private static final int PRODUCERS = 3000;

    private static final String LONG_NAME = "p".repeat(8192);

    @TempDir
    Path directory;

    private StorageOptions options() {
        return StorageOptions.of(directory.resolve("durable-streams.sqlite")).pace(Calls.TINY);
    }

    private static AppendCommand stamped(int producer, long seq) {
        ProducerStamp by = new ProducerStamp.Stamped(LONG_NAME + producer, 0, seq);
        return new AppendCommand(Calls.JSON, Calls.json("1"), by, "", Timestamps.NONE, RoutingKey.NONE, false);
    }

    @Test
    void producersOfOneStream_areNotAllKeptInMemory() {
        try (Storage storage = Storage.open(options())) {
            Calls.create(storage, "a", Calls.JSON);
            Stream stream = storage.find("a").orElseThrow();
            appendAll(storage, stream, 0);
            assertThat(kept(storage, stream)).isLessThan(PRODUCERS / 2);
            assertThat(Calls.append(storage, stream, stamped(7, 0))).isInstanceOf(AppendResult.Duplicate.class);
            assertThat(Calls.append(storage, stream, stamped(7, 1))).isInstanceOf(AppendResult.Appended.class);
            assertThat(Calls.append(storage, stream, stamped(7, 1))).isInstanceOf(AppendResult.Duplicate.class);
            assertThat(Calls.append(storage, stream, stamped(PRODUCERS, 1)))
                    .isInstanceOf(AppendResult.BadProducerSequence.class);
        }
        try (Storage storage = Storage.open(options())) {
            Stream stream = storage.find("a").orElseThrow();
            assertThat(Calls.append(storage, stream, stamped(8, 0))).isInstanceOf(AppendResult.Duplicate.class);
            assertThat(kept(storage, stream)).isLessThan(PRODUCERS / 2);
            appendAll(storage, stream, 3);
        }
    }

    private static void appendAll(Storage storage, Stream stream, long seq) {
        List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            CompletableFuture<AppendResult> answer = new CompletableFuture<>();
            storage.append(stream, stamped(i, seq), answer::complete);
            answers.add(answer);
        }
        for (CompletableFuture<AppendResult> answer : answers) {
            if (seq == 0) {
                assertThat(Calls.get(answer)).isInstanceOf(AppendResult.Appended.class);
            } else {
                assertThat(Calls.get(answer)).isInstanceOf(AppendResult.ProducerGap.class);
            }
        }
    }

    /** Producers in memory, looked at while the writer has nothing to do with them. */
    private static int kept(Storage storage, Stream stream) {
        Calls.create(storage, "other", Calls.JSON);
        Calls.delete(storage, "other");
        return stream.producers.size();
    }
}
