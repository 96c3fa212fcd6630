package dev.streamslocal.jmh.guard;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures how long benchmarks take, each class beside its yardstick so that both meet the same weather. */
final class Times {

    private static final int ITERATIONS = 3;

    private Times() {}

    /**
     * A benchmark and its yardstick.
     *
     * @param nanos of a call of the benchmark method, which may be several operations
     */
    record Time(double ratio, double nanos) {}

    /** All classes with benchmarks but the yardsticks. */
    static Set<String> classes() {
        var names = new TreeSet<String>();
        var quiet = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT);
        for (var entry : BenchmarkList.defaultList().find(quiet, List.of("^" + BenchmarkName.PACKAGE), List.of())) {
            var name = BenchmarkName.parse(entry.getUsername().substring(BenchmarkName.PACKAGE.length()));
            if (!Yardstick.isOne(name)) {
                names.add(name.className());
            }
        }
        return names;
    }

    /** All benchmarks of a class. */
    static Map<BenchmarkName, Time> ofClass(String className) throws RunnerException {
        Yardstick yardstick = Yardstick.ofClass(className);
        var options = new OptionsBuilder()
                .include("^" + BenchmarkName.PACKAGE + className + "\\.")
                .include("^" + BenchmarkName.PACKAGE + yardstick.className() + "\\.");
        return ratios(run(options), yardstick);
    }

    /** One benchmark again. */
    static Time of(BenchmarkName benchmark) throws RunnerException {
        Yardstick yardstick = Yardstick.ofClass(benchmark.className());
        BenchmarkName beside = yardstick.of(benchmark);
        var options = new OptionsBuilder();
        benchmark.select(options);
        beside.select(options);
        return ratios(run(options), yardstick).getOrDefault(benchmark, new Time(Double.NaN, Double.NaN));
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.timeUnit(TimeUnit.NANOSECONDS)
                        .forks(1)
                        .warmupIterations(ITERATIONS)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.seconds(1))
                        // A machine that is busy elsewhere compiles late: wait for it.
                        .jvmArgsPrepend("-Xbatch")
                        .addProfiler(CpuTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    private static Map<BenchmarkName, Time> ratios(Collection<RunResult> results, Yardstick yardstick) {
        var yardsticks = new HashMap<BenchmarkName, Double>();
        for (RunResult result : results) {
            yardsticks.put(BenchmarkName.of(result.getParams()), least(result, yardstick));
        }
        var times = new TreeMap<BenchmarkName, Time>();
        for (RunResult result : results) {
            var name = BenchmarkName.of(result.getParams());
            if (!Yardstick.isOne(name)) {
                double ratio = least(result, yardstick) / yardsticks.getOrDefault(yardstick.of(name), Double.NaN);
                times.put(
                        name,
                        new Time(
                                ratio,
                                least(result, yardstick) * result.getParams().getOpsPerInvocation()));
            }
        }
        return times;
    }

    /** Nanoseconds of an operation in the least disturbed iteration: on the clock where the disk counts, else of the processor. */
    private static double least(RunResult result, Yardstick yardstick) {
        double least = Double.POSITIVE_INFINITY;
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                least = Math.min(least, nanos(iteration, yardstick));
            }
        }
        return least;
    }

    private static double nanos(IterationResult iteration, Yardstick yardstick) {
        if (yardstick == Yardstick.SYNC) {
            return iteration.getPrimaryResult().getScore();
        }
        Result<?> cpu = iteration.getSecondaryResults().get(CpuTime.NORM);
        if (cpu == null) {
            throw new IllegalStateException("JMH has not asked for the processor time");
        }
        return cpu.getScore();
    }
}
