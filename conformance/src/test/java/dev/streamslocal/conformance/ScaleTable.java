package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

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

    /**
     * What is measured of one row in a round.
     *
     * @param before brings the server into the state of this row; not measured
     */
    record Turn(String row, long operations, Work before, Work work) {}

    /**
     * Measures one round. The order is another one each time: in a fixed one, what the server does at intervals or leaves for later
     * would fall on the same rows again and again.
     */
    void round(List<Turn> turns, CpuMeter cpu, Random random) throws Exception {
        turns.forEach(turn -> rounds.computeIfAbsent(turn.row, each -> new ArrayList<>()));
        var order = new ArrayList<>(turns);
        Collections.shuffle(order, random);
        for (Turn turn : order) {
            turn.before.run();
            measure(turn.row, cpu, turn.operations, turn.work);
        }
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

    /** With what comes rarely, such as a collection of garbage, which a median leaves out. */
    double meanCpuMicros(String row) {
        return rounds.get(row).stream().mapToDouble(Round::cpuMicros).average().orElse(0);
    }

    private double perSecond(String row) {
        return SoakSeries.median(rounds.get(row).stream().map(Round::perSecond).toList());
    }

    void print(String reference) {
        var text = new StringBuilder("%n%s%n%22s  %14s  %20s  %8s  %8s%n"
                .formatted(title, size, operation + "/s", "CPU us/" + operation, "ratio", "mean us"));
        rounds.keySet()
                .forEach(row -> text.append(String.format(
                        Locale.ROOT,
                        "%22s  %14.0f  %20.1f  %8.2f  %8.1f%n",
                        row,
                        perSecond(row),
                        cpuMicros(row),
                        cpuMicros(row) / cpuMicros(reference),
                        meanCpuMicros(row))));
        System.out.println(text);
    }
}
