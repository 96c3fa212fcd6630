package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sliding deadlines and the time it takes to store them. */
@Timeout(60)
class RenewalTest {

    @TempDir
    Path directory;

    @Test
    void renewalThatIsStoredTooLate_doesNotBringTheStreamBack() throws Exception {
        ManualClock clock = new ManualClock(1_000);
        StorageOptions options =
                StorageOptions.of(directory.resolve("durable-streams.sqlite")).clock(clock);
        try (Storage storage = Storage.open(options)) {
            Calls.create(storage, "other", Calls.JSON);
            Lifetime window = new Lifetime.Ttl(4);
            Calls.create(storage, new CreateCommand("a", Calls.JSON, window, false, Messages.none(), RoutingKey.NONE));
            clock.advance(2_000);
            CountDownLatch writerIsBusy = new CountDownLatch(1);
            CompletableFuture<Void> goOn = new CompletableFuture<>();
            storage.append(storage.find("other").orElseThrow(), Calls.append(Calls.json("1")), result -> {
                writerIsBusy.countDown();
                goOn.join();
            });
            writerIsBusy.await();
            storage.renew(storage.find("a").orElseThrow());
            clock.advance(5_000);
            goOn.complete(null);
            Calls.append(storage, "other", Calls.json("2"));
            assertThat(storage.find("a").orElseThrow().expired(clock.millis())).isTrue();
        }
        try (Storage storage = Storage.open(options)) {
            assertThat(storage.find("a").filter(stream -> !stream.expired(clock.millis())))
                    .isEmpty();
        }
    }
}
