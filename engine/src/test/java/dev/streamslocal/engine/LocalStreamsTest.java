package dev.streamslocal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.streamslocal.engine.stream.TailReader;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.ReadResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStreamsTest {
    private static final String JSON = "application/json";

    @TempDir
    Path root;

    @Test
    void append_isReadBack_alsoByTheServerOfTheSameName() {
        try (var streams = LocalStreams.open(options())) {
            assertThat(create(streams, "a")).isEqualTo(new CreateResult.Created(0));
            assertThat(create(streams, "a")).isEqualTo(new CreateResult.Existing());
            assertThat(append(streams, "a", "[1,2]", false)).isEqualTo(new AppendResult.Appended(2, false));
            assertThat(texts((Page) streams.read("a", 1).join())).isEqualTo("2");
            assertThat(streams.list(0, 10)).hasSize(2);
        }
        try (var server = LocalStreamsServer.start(options())) {
            assertThat(server.exports().port()).isPositive();
        }
        try (var streams = LocalStreams.open(options())) {
            assertThat(texts((Page) streams.read("a", 0).join())).isEqualTo("1,2");
        }
    }

    @Test
    void fork_beginsWithWhatItsSourceHolds_andOutlivesIt() {
        try (var streams = LocalStreams.open(options())) {
            create(streams, "a");
            append(streams, "a", "[1,2,3]", false);
            var command = new CreateCommand(
                    "b", JSON, Lifetime.FOREVER, false, JsonSplitter.split(new byte[] {'4'}, 0, 1), RoutingKey.NONE);
            assertThat(streams.fork("none", ForkPoint.AT_TAIL, command).join())
                    .isEqualTo(new CreateResult.SourceMissing());
            assertThat(streams.fork("a", new ForkPoint(0, 2), command).join()).isEqualTo(new CreateResult.Created(3));
            assertThat(streams.delete("a").join()).isEqualTo(new DeleteResult.Deleted());
            assertThat(streams.find("a")).isEmpty();
            assertThat(streams.read("b", 0).join())
                    .isInstanceOfSatisfying(
                            Page.class, page -> assertThat(page.entries()).isEqualTo(3));
        }
    }

    @Test
    void tail_handsOverWhatIsThereAndWhatComes_untilTheStreamIsClosed() throws InterruptedException {
        try (var streams = LocalStreams.open(options())) {
            create(streams, "a");
            append(streams, "a", "[1,2]", false);
            var heard = new LinkedBlockingQueue<String>();
            assertThat(streams.tail("a", 0, new Ear(heard))).isPresent();
            assertThat(next(heard)).isEqualTo("1,2");
            append(streams, "a", "3", false);
            assertThat(next(heard)).isEqualTo("3");
            append(streams, "a", "4", true);
            assertThat(next(heard)).isEqualTo("4");
            assertThat(next(heard)).isEqualTo("CLOSED");
        }
    }

    @Test
    void tail_ofADeletedStream_ends() throws InterruptedException {
        try (var streams = LocalStreams.open(options())) {
            create(streams, "a");
            var heard = new LinkedBlockingQueue<String>();
            assertThat(streams.tail("a", 0, new Ear(heard))).isPresent();
            assertThat(streams.delete("a").join()).isEqualTo(new DeleteResult.Deleted());
            assertThat(next(heard)).isEqualTo("REMOVED");
            assertThat(streams.tail("a", 0, new Ear(heard))).isEmpty();
        }
    }

    @Test
    void unknownStream_isMissing() {
        try (var streams = LocalStreams.open(options())) {
            assertThat(append(streams, "no", "1", false)).isEqualTo(new AppendResult.StreamMissing());
            assertThat(streams.read("no", 0).join()).isEqualTo(new ReadResult.StreamMissing());
            assertThat(streams.delete("no").join()).isEqualTo(new DeleteResult.StreamMissing());
        }
    }

    @Test
    void open_whileAServerHoldsTheDirectory_isRefused() {
        var server = LocalStreamsServer.start(options());
        try {
            assertThatThrownBy(() -> LocalStreams.open(options()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("Lock file is already being held");
        } finally {
            server.close();
        }
    }

    private ServerOptions options() {
        return ServerOptions.builder()
                .name("tool")
                .dataRoot(new DataRoot(root))
                .environment(Map.of())
                .build();
    }

    private static CreateResult create(LocalStreams streams, String name) {
        return streams.create(new CreateCommand(name, JSON, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE))
                .join();
    }

    private static AppendResult append(LocalStreams streams, String name, String json, boolean close) {
        var bytes = json.getBytes(UTF_8);
        var command = new AppendCommand(
                JSON,
                JsonSplitter.split(bytes, 0, bytes.length),
                ProducerStamp.UNSTAMPED,
                "",
                Timestamps.NONE,
                RoutingKey.NONE,
                close);
        return streams.append(name, command).join();
    }

    private static String texts(Page page) {
        var text = new StringBuilder();
        for (var slice : page.slices()) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(new String(slice.bytes(), slice.offset(), slice.length(), UTF_8));
        }
        return text.toString();
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
    }

    private record Ear(BlockingQueue<String> heard) implements TailReader.Sink {
        @Override
        public void page(Page page) {
            heard.add(texts(page));
        }

        @Override
        public void end(TailReader.End why) {
            heard.add(why.name());
        }
    }
}
