package dev.streamslocal.jmh.guard;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * A benchmark with its parameters, in text {@code JsonSplitBenchmark.split body=ARRAY_OF_1_MIB}.
 *
 * @param method class and method, without the package
 */
public record BenchmarkName(String method, SortedMap<String, String> parameters) implements Comparable<BenchmarkName> {

    /** Where the benchmarks are. */
    static final String PACKAGE = "dev.streamslocal.jmh.";

    /** The name of something that JMH has run. */
    public static BenchmarkName of(BenchmarkParams run) {
        var parameters = new TreeMap<String, String>();
        run.getParamsKeys().forEach(key -> parameters.put(key, run.getParam(key)));
        return new BenchmarkName(run.getBenchmark().substring(PACKAGE.length()), parameters);
    }

    /** @throws IllegalArgumentException if it is no such text */
    static BenchmarkName parse(String text) {
        String[] words = text.split(" ", -1);
        var parameters = new TreeMap<String, String>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("no parameter: " + words[i]);
            }
            parameters.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return new BenchmarkName(words[0], parameters);
    }

    String className() {
        return method.substring(0, method.indexOf('.'));
    }

    /** Lets a run consist of this benchmark alone. */
    void select(ChainedOptionsBuilder options) {
        options.include("^" + Pattern.quote(PACKAGE + method) + "$");
        parameters.forEach(options::param);
    }

    @Override
    public int compareTo(BenchmarkName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return method
                + parameters.entrySet().stream()
                        .map(Map.Entry::toString)
                        .map(" "::concat)
                        .collect(Collectors.joining());
    }
}
