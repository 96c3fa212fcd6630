package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Server CPU per operation at several sizes: medians over rounds in which the sizes take turns. */
final class ScaleTable {
    private record Round(double cpuMicros, double perSecond) {}

    private final String title;
    private final String size;
    private final String operation;
    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

    ScaleTable(String title, String size, String operation) {
        this.title = title;
        this.size = size;
        this.operation = operation;
    }

    interface Work {
        void run() throws Exception;
    }

    /** Measures one round of so many operations. */
    void measure(String row, CpuMeter cpu, long operations, Work work) throws Exception {
        long cpuBefore = cpu.nanos();
        long before = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - before) / 1e9;
        double cpuMicros = (cpu.nanos() - cpuBefore) / 1e3 / operations;
        rounds.computeIfAbsent(row, each -> new ArrayList<>()).add(new Round(cpuMicros, operations / seconds));
    }

    /** Median CPU time of an operation in microseconds. */
    double cpuMicros(String row) {
        return SoakSeries.median(rounds.get(row).stream().map(Round::cpuMicros).toList());
    }

    private double perSecond(String row) {
        return SoakSeries.median(rounds.get(row).stream().map(Round::perSecond).toList());
    }

    void print(String reference) {
        var text = new StringBuilder("%n%s%n%22s  %14s  %20s  %8s%n"
                .formatted(title, size, operation + "/s", "CPU us/" + operation, "ratio"));
        rounds.keySet()
                .forEach(row -> text.append(String.format(
                        Locale.ROOT,
                        "%22s  %14.0f  %20.1f  %8.2f%n",
                        row,
                        perSecond(row),
                        cpuMicros(row),
                        cpuMicros(row) / cpuMicros(reference))));
        System.out.println(text);
    }
}
