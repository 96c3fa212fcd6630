package dev.streamslocal.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.LocalStreams;
import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.engine.stream.TailReader;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Page;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine without HTTP in a host of its own libraries. */
@Timeout(60)
class WithoutHttpIT {
    @TempDir
    Path root;

    @Test
    void append_isReadAndFollowed() throws Exception {
        var options = ServerOptions.builder()
                .dataRoot(new DataRoot(root))
                .environment(Map.of())
                .build();
        try (var streams = LocalStreams.open(options)) {
            var create = new CreateCommand(
                    "a", ContentTypes.JSON, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE);
            assertThat(streams.create(create).join()).isEqualTo(new CreateResult.Created(0));
            var heard = new LinkedBlockingQueue<String>();
            assertThat(streams.tail("a", 0, new Ear(heard))).isPresent();

            assertThat(append(streams, "[1,2]")).isEqualTo(new AppendResult.Appended(2, false));

            assertThat(streams.read("a", 0).join())
                    .isInstanceOfSatisfying(
                            Page.class, page -> assertThat(page.entries()).isEqualTo(2));
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("1,2");
        }
    }

    private static AppendResult append(LocalStreams streams, String json) {
        var bytes = json.getBytes(UTF_8);
        var command = new AppendCommand(
                ContentTypes.JSON,
                JsonSplitter.split(bytes, 0, bytes.length),
                ProducerStamp.UNSTAMPED,
                "",
                Timestamps.NONE,
                RoutingKey.NONE,
                false);
        return streams.append("a", command).join();
    }

    private record Ear(BlockingQueue<String> heard) implements TailReader.Sink {
        @Override
        public void page(Page page) {
            for (var slice : page.slices()) {
                heard.add(new String(slice.bytes(), slice.offset(), slice.length(), UTF_8));
            }
        }

        @Override
        public void end(TailReader.End why) {
            heard.add(why.name());
        }
    }
}
