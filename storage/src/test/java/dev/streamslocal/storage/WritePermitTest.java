package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WritePermitTest {

    private static final String NAME = Storage.METRICS_STREAM;

    @TempDir
    Path directory;

    private final AtomicBoolean granted = new AtomicBoolean(true);

    private Storage open() {
        return Storage.open(StorageOptions.of(directory.resolve("db")).permit(granted::get));
    }

    private static CompletableFuture<AppendResult> append(Storage storage, String json) {
        var command = new AppendCommand(
                Calls.JSON, Calls.json(json), ProducerStamp.UNSTAMPED, "", Timestamps.NONE, RoutingKey.NONE, false);
        var answer = new CompletableFuture<AppendResult>();
        storage.append(storage.find(NAME).orElseThrow(), command, answer::complete);
        return answer;
    }

    @Test
    void appendWithoutPermit_waitsForIt() throws Exception {
        try (Storage storage = open()) {
            granted.set(false);
            var answer = append(storage, "1");
            Thread.sleep(100);
            assertThat(answer).isNotDone();
            granted.set(true);
            assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(AppendResult.Appended.class);
        }
    }

    @Test
    void closeWithoutPermit_failsWhatWaits_andLeavesTheFileToItsNewOwner() throws Exception {
        Storage lost = open();
        assertThat(append(lost, "1").get()).isInstanceOf(AppendResult.Appended.class);
        granted.set(false);
        var answer = append(lost, "2");
        AtomicBoolean own = new AtomicBoolean(true);
        try (Storage taker =
                Storage.open(StorageOptions.of(directory.resolve("db")).permit(own::get))) {
            assertThat(append(taker, "3").get()).isInstanceOf(AppendResult.Appended.class);
            lost.close();
            assertThat(answer.get()).isInstanceOf(AppendResult.Failed.class);
            for (int i = 4; i < 200; i++) {
                assertThat(append(taker, Integer.toString(i)).get()).isInstanceOf(AppendResult.Appended.class);
            }
            assertThat(Calls.readAll(taker, NAME)).startsWith("1", "3", "4").hasSize(198);
        }
        Sound.check(directory.resolve("db"));
    }
}
