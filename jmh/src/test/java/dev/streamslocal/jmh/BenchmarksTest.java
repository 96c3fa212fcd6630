package dev.streamslocal.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each benchmark once in this JVM, so that none of them rots; the times mean nothing. */
class BenchmarksTest {

    @Test
    void everyBenchmark_runsOnceWithEachOfItsParameters() throws RunnerException {
        assertThat(runOnce())
                .extracting(BenchmarksTest::describe)
                .containsExactlyInAnyOrder(
                        "AppendBenchmark.appendGroup 1",
                        "AppendBenchmark.appendGroup 64",
                        "AppendBenchmark.appendGroup 1000",
                        "CatchUpBenchmark.readPage RECENT",
                        "CatchUpBenchmark.readPage CACHE",
                        "CatchUpBenchmark.readPage SQLITE",
                        "JsonSplitBenchmark.split OBJECT_OF_1_KIB",
                        "JsonSplitBenchmark.split ARRAY_OF_100_X_256_B",
                        "JsonSplitBenchmark.split ARRAY_OF_1_MIB",
                        "OffsetBenchmark.parse",
                        "OffsetBenchmark.token",
                        "SseFrameBenchmark.frame JSON 1024",
                        "SseFrameBenchmark.frame JSON 1048576",
                        "SseFrameBenchmark.frame TEXT 1024",
                        "SseFrameBenchmark.frame TEXT 1048576");
    }

    private static Collection<RunResult> runOnce() throws RunnerException {
        Options options = new OptionsBuilder()
                .include(Payloads.class.getPackageName())
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .timeout(TimeValue.seconds(60))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(options).run();
    }

    private static String describe(RunResult result) {
        var params = result.getParams();
        var name = new StringBuilder(
                params.getBenchmark().substring(Payloads.class.getPackageName().length() + 1));
        params.getParamsKeys().stream().sorted().forEach(key -> name.append(' ').append(params.getParam(key)));
        return name.toString();
    }
}
