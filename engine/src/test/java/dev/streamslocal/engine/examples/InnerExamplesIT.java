package dev.streamslocal.engine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.JsNumber;
import dev.streamslocal.engine.NativeLibraries;
import dev.streamslocal.engine.Routes;
import dev.streamslocal.engine.http.HttpOptions;
import dev.streamslocal.engine.http.HttpServer;
import dev.streamslocal.engine.stream.LiveLimits;
import dev.streamslocal.engine.stream.ReadLimits;
import dev.streamslocal.engine.stream.Traffic;
import dev.streamslocal.engine.stream.Watches;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.StorageOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the documentation of what the command line and the benchmarks take from the engine. */
@Timeout(60)
class InnerExamplesIT {
    @TempDir
    Path directory;

    @Test
    void routes() {
        var file = directory.resolve("durable-streams.sqlite");
        int port;
        // @start region="routes"
        var watches = new Watches();
        try (var storage = Storage.open(StorageOptions.of(file).observer(watches));
                var http = HttpServer.bind(
                        HttpOptions.defaults(),
                        new Routes(
                                storage,
                                watches,
                                InstantSource.system(),
                                Limits.BODY_BYTES_MAX,
                                ReadLimits.STANDARD,
                                LiveLimits.STANDARD,
                                new Traffic()))) {
            port = http.address().getPort();
        }
        // @end
        assertThat(port).isPositive();
    }

    @Test
    void numbers() {
        // @start region="number"
        double sixteen = JsNumber.parse("0x10");
        double nothing = JsNumber.parse(" ");
        double none = JsNumber.parse("ten");
        // @end
        assertThat(sixteen).isEqualTo(16);
        assertThat(nothing).isZero();
        assertThat(none).isNaN();
    }

    @Test
    void libraries() throws Exception {
        // @start region="libraries"
        NativeLibraries.unpack(directory.resolve("libraries"));
        // @end
        assertThat(directory.resolve("libraries")).isNotEmptyDirectory();
    }
}
