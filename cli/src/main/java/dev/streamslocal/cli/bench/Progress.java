package dev.streamslocal.cli.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One line on the terminal, written anew each second; silent where there is no terminal. */
final class Progress {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String AGAIN = "\r\u001b[K";

    private final PrintStream out;
    private final boolean shown;
    private long next = SECOND;

    Progress(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /** Something begins that is no load. */
    void phase(String name) {
        next = SECOND;
        show(name + " ...");
    }

    void phase(String name, long elapsed) {
        if (elapsed >= next) {
            next += SECOND;
            show(name + " ... " + TimeUnit.NANOSECONDS.toSeconds(elapsed) + " s");
        }
    }

    /** The load has run so many nanoseconds. */
    void second(Figures figures, long elapsed) {
        if (elapsed < next) {
            return;
        }
        next += SECOND;
        var text = new StringBuilder(String.format(Locale.ROOT, "%3d s", TimeUnit.NANOSECONDS.toSeconds(elapsed)));
        part(text, "appends", figures.appends());
        part(text, "reads", figures.reads());
        part(text, "deliveries", figures.deliveries());
        show(text + " | errors " + figures.errors());
        figures.nextSecond();
    }

    private static void part(StringBuilder text, String name, Meter meter) {
        if (meter.countNow() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    " | %s %d/s %.1f MiB/s p50 %.1f p99 %.1f ms",
                    name,
                    meter.countNow(),
                    meter.bytesNow() / 1048576.0,
                    meter.now().getValueAtPercentile(50) / 1e6,
                    meter.now().getValueAtPercentile(99) / 1e6));
        }
    }

    /** Removes the line. */
    void clear() {
        show("");
    }

    private void show(String text) {
        if (shown) {
            out.print(AGAIN + text);
            out.flush();
        }
    }
}
