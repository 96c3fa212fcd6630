package dev.streamslocal.jmh.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Counts the bytes that an operation of each benchmark allocates, on all threads, in a process of its own.
 *
 * <p>What code allocates depends on how it was compiled. So that the count comes out the same again, on a busy machine too, all benchmarks
 * run in one JVM in one order, for fixed numbers of calls, and every compilation is waited for.
 */
public final class Allocations {

    private static final List<String> FLAGS = List.of(
            "-Xbatch",
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-Djmh.ignoreLock=true");

    private static final int WARM_UP_MEASUREMENTS = 6;
    private static final int MEASUREMENTS = 2;
    private static final String NORM = "gc.alloc.rate.norm";

    private Allocations() {}

    /**
     * Counts in a new process.
     *
     * @param baseline the file that names benchmarks and calls
     * @return bytes of an operation
     * @throws IOException if the process does not do it
     */
    static Map<BenchmarkName, Double> count(Path baseline) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Allocations.class.getName()));
        command.add(baseline.toString());
        Path complaints = Files.createTempFile("streams-local-allocations-", ".log");
        Process process =
                new ProcessBuilder(command).redirectError(complaints.toFile()).start();
        var counts = new TreeMap<BenchmarkName, Double>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comma = line.lastIndexOf(',');
                counts.put(BenchmarkName.parse(line.substring(0, comma)), Double.valueOf(line.substring(comma + 1)));
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException("counting allocations ended with " + exit + ":\n" + Files.readString(complaints));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
            Files.delete(complaints);
        }
        return counts;
    }

    /** Counts here, and prints a line for each benchmark: its name, a comma, the bytes. */
    public static void main(String[] args) throws IOException, RunnerException {
        for (var each : Baseline.read(Path.of(args[0])).lines().entrySet()) {
            double bytes = count(each.getKey(), each.getValue().calls());
            System.out.println(String.format(Locale.ROOT, "%s,%.2f", each.getKey(), bytes));
        }
        System.out.flush();
        // A benchmark that leaves a thread behind must not keep the process.
        System.exit(0);
    }

    private static double count(BenchmarkName benchmark, int calls) throws RunnerException {
        var options = new OptionsBuilder();
        benchmark.select(options);
        options.mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(1)
                .warmupBatchSize(WARM_UP_MEASUREMENTS * calls)
                .measurementIterations(MEASUREMENTS)
                .measurementBatchSize(calls)
                .timeout(TimeValue.minutes(5))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        double least = Double.POSITIVE_INFINITY;
        for (var result : new Runner(options.build()).run()) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    least = Math.min(least, bytes(iteration, calls));
                }
            }
        }
        return least;
    }

    /** JMH takes a measurement of single shots for one operation, however many calls it has. */
    private static double bytes(IterationResult iteration, int calls) {
        Result<?> norm = iteration.getSecondaryResults().get(NORM);
        if (norm == null) {
            throw new IllegalStateException("JMH has not counted allocation");
        }
        return norm.getScore() / calls;
    }
}
