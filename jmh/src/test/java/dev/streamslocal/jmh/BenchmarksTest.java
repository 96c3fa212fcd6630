package dev.streamslocal.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.jmh.guard.BenchmarkName;
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
                .extracting(result -> BenchmarkName.of(result.getParams()).toString())
                .containsExactlyInAnyOrder(
                        "AppendBenchmark.appendGroup group=1",
                        "AppendBenchmark.appendGroup group=64",
                        "AppendBenchmark.appendGroup group=1000",
                        "CatchUpBenchmark.readPage source=RECENT",
                        "CatchUpBenchmark.readPage source=CACHE",
                        "CatchUpBenchmark.readPage source=SQLITE",
                        "CpuYardstick.checksumAndWalk",
                        "ForkedPageBenchmark.readPage forks=0 source=CACHE",
                        "ForkedPageBenchmark.readPage forks=0 source=SQLITE",
                        "ForkedPageBenchmark.readPage forks=8 source=CACHE",
                        "ForkedPageBenchmark.readPage forks=8 source=SQLITE",
                        "JsonSplitBenchmark.split body=OBJECT_OF_1_KIB",
                        "JsonSplitBenchmark.split body=ARRAY_OF_100_X_256_B",
                        "JsonSplitBenchmark.split body=ARRAY_OF_1_MIB",
                        "OffsetBenchmark.parse",
                        "OffsetBenchmark.token",
                        "RequestBenchmark.decode bytes=GET",
                        "RequestBenchmark.decode bytes=POST_OF_1_KIB",
                        "RequestBenchmark.decode bytes=GET_16_PIPELINED",
                        "SseFanOutBenchmark.wake readers=1",
                        "SseFanOutBenchmark.wake readers=1000",
                        "SseFrameBenchmark.frame encoding=JSON pageBytes=1024",
                        "SseFrameBenchmark.frame encoding=JSON pageBytes=1048576",
                        "SseFrameBenchmark.frame encoding=TEXT pageBytes=1024",
                        "SseFrameBenchmark.frame encoding=TEXT pageBytes=1048576",
                        "SyncYardstick.writeAndSync group=1",
                        "SyncYardstick.writeAndSync group=64",
                        "SyncYardstick.writeAndSync group=1000");
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
}
