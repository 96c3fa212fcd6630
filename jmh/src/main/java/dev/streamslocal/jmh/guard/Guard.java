package dev.streamslocal.jmh.guard;

import dev.streamslocal.jmh.guard.Baseline.Line;
import dev.streamslocal.jmh.guard.Times.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jmh.runner.RunnerException;

/** The command {@code ./jmh/guard}: runs all benchmarks and compares them with the baseline and with each other, or writes it. */
public final class Guard {

    /** How often a benchmark is measured again before it counts as slower. */
    private static final int DOUBTS = 3;

    private static final long CALLS_NANOS = 50_000_000;
    private static final int CALLS_MIN = 1;
    private static final int CALLS_MAX = 500_000;

    private final Path file;
    private final Baseline baseline;

    private Guard(Path file, Baseline baseline) {
        this.file = file;
        this.baseline = baseline;
    }

    /**
     * Exits with 0 if nothing has become worse, with 1 if something has, with 2 if it was called wrongly.
     *
     * @param args the baseline file; {@code --update} to write it
     */
    public static void main(String[] args) throws IOException, RunnerException {
        boolean update = args.length == 2 && args[1].equals("--update");
        if (args.length != 1 && !update) {
            System.err.println("Usage: ./jmh/guard [--update]");
            System.exit(2);
        }
        Path file = Path.of(args[0]);
        var guard = new Guard(file, Files.exists(file) ? Baseline.read(file) : Baseline.empty());
        if (update) {
            guard.update();
        } else {
            System.exit(guard.compare() ? 0 : 1);
        }
    }

    private SortedMap<BenchmarkName, Time> measure() throws RunnerException {
        var times = new TreeMap<BenchmarkName, Time>();
        for (String className : Times.classes()) {
            System.err.println("measuring " + className);
            times.putAll(Times.ofClass(className));
        }
        return times;
    }

    // Writing

    private void update() throws IOException, RunnerException {
        var lines = new TreeMap<BenchmarkName, Line>();
        measure().forEach((name, time) -> lines.put(name, new Line(time.ratio(), 0, calls(name, time))));
        var written = new Baseline(Runtime.version().feature(), lines);
        written.write(file);
        System.err.println("counting allocations");
        Allocations.count(file)
                .forEach((name, bytes) ->
                        lines.compute(name, (same, line) -> new Line(line.ratio(), bytes, line.calls())));
        written.write(file);
        System.out.println("wrote " + file);
    }

    /** Stays what it was, since the count depends on it. */
    private int calls(BenchmarkName name, Time time) {
        Line before = baseline.lines().get(name);
        return before != null
                ? before.calls()
                : (int) Math.clamp((long) (CALLS_NANOS / time.nanos()), CALLS_MIN, CALLS_MAX);
    }

    // Comparing

    private boolean compare() throws IOException, RunnerException {
        SortedMap<BenchmarkName, Time> times = measure();
        System.err.println("counting allocations");
        Map<BenchmarkName, Double> bytes = Allocations.count(file);
        List<Comparison> comparisons = new ArrayList<>();
        for (var each : baseline.lines().entrySet()) {
            Time time = times.get(each.getKey());
            if (time != null) {
                var now = new Line(
                        time.ratio(),
                        bytes.getOrDefault(each.getKey(), Double.NaN),
                        each.getValue().calls());
                comparisons.add(withoutDoubt(new Comparison(each.getKey(), now, each.getValue())));
            }
        }
        System.out.println(Comparison.head());
        comparisons.forEach(each -> System.out.println(each.row()));
        if (!baseline.isOfThisJdk()) {
            System.out.println("The bytes of the baseline are those of JDK " + baseline.jdk() + ": not judged.");
        }
        boolean complete = sameNames(times);
        boolean inProportion = keepProportions(comparisons);
        return complete && inProportion && comparisons.stream().noneMatch(this::fails);
    }

    /** Judges those that were measured; the others are missing from the names too. */
    private static boolean keepProportions(List<Comparison> comparisons) throws RunnerException {
        var now = new TreeMap<BenchmarkName, Line>();
        comparisons.forEach(each -> now.put(each.benchmark(), each.now()));
        boolean kept = true;
        for (Proportion each : Proportion.ALL) {
            Line dear = now.get(each.dear());
            Line plain = now.get(each.plain());
            if (dear != null && plain != null) {
                kept &= keeps(each, dear, plain);
            }
        }
        return kept;
    }

    /** Measures both again if one seems too slow beside the other; their best times count. */
    private static boolean keeps(Proportion proportion, Line dear, Line plain) throws RunnerException {
        double dearRatio = dear.ratio();
        double plainRatio = plain.ratio();
        for (int i = 0; i < DOUBTS && Proportion.exceeded(dearRatio, plainRatio); i++) {
            System.err.println("measuring again " + proportion);
            dearRatio = Math.min(dearRatio, Times.of(proportion.dear()).ratio());
            plainRatio = Math.min(plainRatio, Times.of(proportion.plain()).ratio());
        }
        boolean kept = !Proportion.exceeded(dearRatio, plainRatio) && !Proportion.exceeded(dear.bytes(), plain.bytes());
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f times the time, %.2f times the bytes, at most %.1f: %s%n",
                proportion,
                dearRatio / plainRatio,
                dear.bytes() / plain.bytes(),
                Proportion.MAX,
                kept ? "ok" : "TOO DEAR");
        return kept;
    }

    private boolean fails(Comparison comparison) {
        return baseline.isOfThisJdk() ? comparison.fails() : comparison.slower();
    }

    /** Measures a benchmark that seems slower again; its best time counts. */
    private static Comparison withoutDoubt(Comparison first) throws RunnerException {
        Comparison best = first;
        for (int i = 0; i < DOUBTS && best.slower(); i++) {
            System.err.println("measuring again " + best.benchmark());
            double ratio =
                    Math.min(best.now().ratio(), Times.of(best.benchmark()).ratio());
            var now = new Line(ratio, best.now().bytes(), best.now().calls());
            best = new Comparison(best.benchmark(), now, best.before());
        }
        return best;
    }

    private boolean sameNames(SortedMap<BenchmarkName, Time> times) {
        var unknown = new TreeSet<>(times.keySet());
        unknown.removeAll(baseline.lines().keySet());
        var gone = new TreeSet<>(baseline.lines().keySet());
        gone.removeAll(times.keySet());
        unknown.forEach(name -> System.out.println(name + " is not in the baseline: ./jmh/guard --update"));
        gone.forEach(name -> System.out.println(name + " is in the baseline only: ./jmh/guard --update"));
        return unknown.isEmpty() && gone.isEmpty();
    }
}
