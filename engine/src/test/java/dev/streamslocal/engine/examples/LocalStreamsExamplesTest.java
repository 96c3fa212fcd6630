package dev.streamslocal.engine.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.LocalStreams;
import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.ContentTypes;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example in the documentation of the engine without HTTP. */
@Timeout(60)
class LocalStreamsExamplesTest {
    @TempDir
    Path directory;

    @Test
    void streams() {
        var options = ServerOptions.builder()
                .dataRoot(new DataRoot(directory))
                .environment(Map.of())
                .build();
        List<String> read = new ArrayList<>();
        // @start region="streams"
        try (var streams = LocalStreams.open(options)) {
            streams.create(new CreateCommand(
                            "orders", ContentTypes.JSON, Lifetime.FOREVER, false, Messages.none(), RoutingKey.NONE))
                    .join();
            var json = "[{\"id\":1},{\"id\":2}]".getBytes(UTF_8);
            streams.append(
                            "orders",
                            new AppendCommand(
                                    ContentTypes.JSON,
                                    JsonSplitter.split(json, 0, json.length),
                                    ProducerStamp.UNSTAMPED,
                                    "",
                                    Timestamps.NONE,
                                    RoutingKey.NONE,
                                    false))
                    .join();
            if (streams.read("orders", 1).join() instanceof Page page) {
                page.slices()
                        .forEach(slice -> read.add(new String(slice.bytes(), slice.offset(), slice.length(), UTF_8)));
            }
        }
        // @end
        assertThat(read).containsExactly("{\"id\":2}");
    }
}
