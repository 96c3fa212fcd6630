package dev.streamslocal.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a process holds, as Linux counts it; where there is no {@code /proc} the probe is skipped.
 *
 * @param residentKib memory in use, in KiB
 * @param openFiles files and sockets
 */
record ProcessFigures(long residentKib, int openFiles) {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    static ProcessFigures of(long pid) {
        Path process = Path.of("/proc", String.valueOf(pid));
        assumeTrue(Files.isReadable(process.resolve("fd")), "there is no " + process);
        try (var files = Files.list(process.resolve("fd"))) {
            return new ProcessFigures(number(process.resolve("status"), "VmRSS:"), (int) files.count());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Looks again until the figures are as they should be, for a minute at most; returns those of the last look. */
    static ProcessFigures await(long pid, Predicate<ProcessFigures> wanted) throws InterruptedException {
        long start = System.nanoTime();
        ProcessFigures figures = of(pid);
        while (!wanted.test(figures) && System.nanoTime() - start < PATIENCE_NANOS) {
            Thread.sleep(100);
            figures = of(pid);
        }
        return figures;
    }

    /** How many files this process may have open at a time. */
    static int openFilesMax() {
        try {
            return (int) Math.min(Integer.MAX_VALUE, number(Path.of("/proc/self/limits"), "Max open files"));
        } catch (IOException unknown) {
            return 1024;
        }
    }

    private static long number(Path file, String label) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(label)) {
                String first = line.substring(label.length()).trim().split("\\s+", 2)[0];
                return first.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(first);
            }
        }
        throw new IOException("no " + label + " in " + file);
    }
}
