package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} as a process: with a server of its own, and with signals. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class BenchCommandIT {
    private static final String[] SHORT = {
        "--duration", "300ms", "--warmup", "0", "--connections", "2", "--streams", "2"
    };

    @TempDir
    Path temporary;

    private Path data;

    @BeforeEach
    void folder() throws IOException {
        data = Files.createDirectory(temporary.resolve("data"));
    }

    private StreamsProcess bench(Map<String, String> environment, String... more) throws IOException {
        var words = new ArrayList<>(List.of("bench", "--dir", data.toString()));
        words.addAll(List.of(SHORT));
        words.addAll(List.of(more));
        return StreamsProcess.run(temporary, environment, words.toArray(String[]::new));
    }

    @Test
    void onATerminal_itReadsWhereItsOwnServerIs_andShowsATable() throws Exception {
        try (var bench = bench(Map.of("JDK_JAVA_OPTIONS", "-Dstreams.terminal=12"))) {
            assertThat(bench.exitCode()).as(bench.errors()).isZero();
            assertThat(bench.output()).doesNotStartWith("{").contains("appends");
            assertThat(data).isEmptyDirectory();
        }
    }

    @Test
    void keyOfTheEnvironment_isThatOfItsOwnServer() throws Exception {
        try (var bench = bench(Map.of("DS_API_KEY", "of-my-shell"))) {
            assertThat(bench.exitCode()).as(bench.errors()).isZero();
        }
        try (var bench = bench(Map.of("DS_API_KEY", "of-my-shell"), "--api-key", "another")) {
            assertThat(bench.exitCode()).as(bench.errors()).isZero();
        }
    }

    /** From the jar, of which a class can be loaded without a descriptor. */
    @Test
    void moreConnectionsThanTheSystemGives_isOneLineOfError_andNoStreamIsLeft() throws Exception {
        try (var server = StreamsProcess.run(data, "start").untilReady()) {
            for (var many : new String[] {"--connections", "--readers"}) {
                var bench = new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -n 100 && exec \"$@\"",
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-jar",
                                Path.of("target/streams-local.jar")
                                        .toAbsolutePath()
                                        .toString(),
                                "bench",
                                "--url",
                                server.url(),
                                many,
                                "200")
                        .redirectErrorStream(true)
                        .start();
                assertThat(new String(bench.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .matches("cannot open one more connection: [^\n]+\n");
                assertThat(bench.waitFor()).isEqualTo(1);
            }
            assertThat(server.send("GET", "/v1/streams", "")).doesNotContain("bench-");
        }
    }
}
