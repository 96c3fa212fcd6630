package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.RoutingKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeginAnewTest {

    private static final String NAME = Storage.METRICS_STREAM;

    @TempDir
    Path directory;

    private Storage open() {
        return Storage.open(StorageOptions.of(directory.resolve("db")).pace(Calls.TINY));
    }

    private static CreateResult beginAnew(Storage storage) {
        Stream stream = storage.find(NAME).orElseThrow();
        return Calls.await(reply -> storage.beginAnew(stream, reply::accept));
    }

    @Test
    void beginAnew_leavesAnEmptyStreamOfTheSameKind() {
        try (Storage storage = open()) {
            Calls.append(storage, NAME, Calls.json("1"));
            Stream old = storage.find(NAME).orElseThrow();
            assertThat(beginAnew(storage)).isEqualTo(new CreateResult.Created(0));
            assertThat(old.removed()).isTrue();
            assertThat(storage.figures().storedBytes()).isZero();
            Calls.append(storage, NAME, Calls.json("2"));
        }
        try (Storage storage = open()) {
            assertThat(Calls.readAll(storage, NAME)).containsExactly("2");
            assertThat(storage.find(NAME).orElseThrow().profile()).isEqualTo(Stream.PROFILE_METRICS);
        }
        Sound.check(directory.resolve("db"));
    }

    @Test
    void beginAnew_withForks_isRefused() {
        try (Storage storage = open()) {
            Calls.append(storage, NAME, Calls.json("1"));
            Stream source = storage.find(NAME).orElseThrow();
            CreateCommand fork =
                    new CreateCommand("fork", Calls.JSON, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE);
            Calls.<CreateResult>await(reply -> storage.fork(source, ForkPoint.AT_TAIL, fork, reply::accept));
            assertThat(beginAnew(storage)).isEqualTo(new CreateResult.SoftDeleted());
            assertThat(Calls.readAll(storage, NAME)).containsExactly("1");
            assertThat(Calls.readAll(storage, "fork")).containsExactly("1");
        }
    }

    @Test
    void beginAnew_ofAStreamThatIsGone_isMissing() {
        try (Storage storage = open()) {
            Stream gone = storage.find(NAME).orElseThrow();
            Calls.delete(storage, NAME);
            assertThat(Calls.<CreateResult>await(reply -> storage.beginAnew(gone, reply::accept)))
                    .isEqualTo(new CreateResult.SourceMissing());
            assertThat(storage.find(NAME)).isEmpty();
        }
    }
}
