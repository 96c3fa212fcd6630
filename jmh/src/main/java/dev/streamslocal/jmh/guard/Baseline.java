package dev.streamslocal.jmh.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the benchmarks have cost when somebody last found it right; a text file with one line for each.
 *
 * @param jdk feature version of the JDK on which allocation was counted; another one lays out its own objects
 */
record Baseline(int jdk, SortedMap<BenchmarkName, Line> lines) {

    private static final String JDK = "# allocation counted on JDK ";
    private static final String COLUMNS = "benchmark,ratio,bytes,calls";

    /**
     * One benchmark.
     *
     * @param ratio time of an operation in times of its yardstick
     * @param bytes allocated by an operation
     * @param calls calls of the benchmark method that one measurement of its allocation consists of
     */
    record Line(double ratio, double bytes, int calls) {}

    /** That of the JDK that runs this, without any line. */
    static Baseline empty() {
        return new Baseline(Runtime.version().feature(), new TreeMap<>());
    }

    boolean isOfThisJdk() {
        return jdk == Runtime.version().feature();
    }

    /** @throws IOException if the file cannot be read or is none of {@link #write} */
    static Baseline read(Path file) throws IOException {
        int jdk = 0;
        var lines = new TreeMap<BenchmarkName, Line>();
        for (String line : Files.readAllLines(file)) {
            try {
                if (line.startsWith(JDK)) {
                    jdk = Integer.parseInt(line.substring(JDK.length()));
                } else if (!line.startsWith("#") && !line.equals(COLUMNS)) {
                    String[] cells = line.split(",", -1);
                    lines.put(
                            BenchmarkName.parse(cells[0]),
                            new Line(
                                    Double.parseDouble(cells[1]),
                                    Double.parseDouble(cells[2]),
                                    Integer.parseInt(cells[3])));
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("not a line of a baseline: " + line, e);
            }
        }
        return new Baseline(jdk, lines);
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder();
        text.append(
                "# What the benchmarks cost, written by ./jmh/guard --update: the time of an operation as a ratio to the\n");
        text.append(
                "# yardstick of the same run, the bytes it allocates, and the calls that count as one measurement of these.\n");
        text.append(JDK).append(jdk).append('\n').append(COLUMNS).append('\n');
        for (Map.Entry<BenchmarkName, Line> each : lines.entrySet()) {
            Line line = each.getValue();
            text.append(String.format(
                    Locale.ROOT, "%s,%.4g,%.1f,%d\n", each.getKey(), line.ratio(), line.bytes(), line.calls()));
        }
        Files.writeString(file, text);
    }
}
