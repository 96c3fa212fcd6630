package dev.streamslocal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lets Jazzer look for inputs that the parsers mistake, each target in a process of its own.
 *
 * <pre>
 * -Dfuzz.seconds=3600   how long each, default 20
 * -Dfuzz.target=Json    only this one
 * -Dseed=42             the first choices again
 * </pre>
 *
 * <p>What was found stays below {@code target/fuzz}: the log, the input that failed, and the inputs that reached something new, from which
 * the next run goes on.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 20);
    private static final int SEED = 1 + Math.floorMod(Long.getLong("seed", System.nanoTime()), Integer.MAX_VALUE - 1);
    private static final int INPUT_BYTES_MAX = 2000;

    /** Start and end, and a machine that stands still for a while. */
    private static final int SPARE_SECONDS = 300;

    private static final String PRODUCT = "dev.streamslocal.**:io.netty.handler.codec.http.**";

    private static final List<String> TARGETS = List.of(
            "dev.streamslocal.protocol.OffsetFuzz",
            "dev.streamslocal.protocol.PathFuzz",
            "dev.streamslocal.protocol.HeaderFuzz",
            "dev.streamslocal.protocol.JsonFuzz",
            "dev.streamslocal.protocol.SseFuzz",
            "dev.streamslocal.storage.RowFuzz",
            "dev.streamslocal.engine.http.RequestFuzz");

    /** The other classes of this module: there is nothing to explore in them. */
    private static final String ORACLES = "dev.streamslocal.fuzz.**:dev.streamslocal.protocol.JacksonMessages"
            + ":dev.streamslocal.protocol.EventStream:dev.streamslocal.engine.http.StrictRequests";

    private static final Pattern RUNS = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));

    static Stream<String> targets() {
        String only = System.getProperty("fuzz.target", "");
        return TARGETS.stream().filter(target -> only.isEmpty() || target.endsWith("." + only + "Fuzz"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void noInputIsMistaken(String target) throws Exception {
        String name = target.substring(target.lastIndexOf('.') + 1).replace("Fuzz", "");
        Path folder = Files.createDirectories(MODULE.resolve("target/fuzz").resolve(name));
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command(target, name, folder))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS + SPARE_SECONDS, TimeUnit.SECONDS))
                    .as("%s has ended, see %s", name, log)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertThat(process.exitValue())
                .as("%s, see %s%n%s", name, log, end(said))
                .isZero();
        System.out.println(name + ": " + runs(said) + " inputs in " + SECONDS + " s, -Dseed=" + (SEED - 1));
        assertThat(runs(said)).as("inputs tried, see %s", log).isPositive();
    }

    private static List<String> command(String target, String name, Path folder) throws IOException {
        String own = ORACLES + ":" + String.join(":", TARGETS);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=" + PRODUCT,
                "--instrumentation_excludes=" + own,
                "--custom_hook_includes=" + PRODUCT,
                "--custom_hook_excludes=" + own,
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + SECONDS,
                "-max_len=" + INPUT_BYTES_MAX,
                "-timeout=" + SPARE_SECONDS,
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                "-seed=" + SEED,
                Files.createDirectories(folder.resolve("corpus")).toString()));
        Path seeds = MODULE.resolve("src/test/resources/seeds").resolve(name);
        if (Files.isDirectory(seeds)) {
            command.add(seeds.toString());
        }
        return command;
    }

    private static long runs(String said) {
        Matcher runs = RUNS.matcher(said);
        return runs.find() ? Long.parseLong(runs.group(1)) : 0;
    }

    private static String end(String said) {
        String[] lines = said.split("\n", -1);
        return String.join("\n", Arrays.asList(lines).subList(Math.max(0, lines.length - 60), lines.length));
    }
}
