package dev.streamslocal.cli.bench;

import java.util.HexFormat;

/** The outcome of a run: figures, and whether every byte came back. */
record Report(Workload work, Target target, String prefix, Load load, Figures figures, Faults faults, Checked checked) {
    /** Whether nothing was wrong, neither with the contents nor with an answer. */
    boolean good() {
        return faults.none() && figures.errors() == 0;
    }

    long requests() {
        return figures.appends().count() + figures.reads().count();
    }

    double perSecond(long count) {
        return load.nanos() == 0 ? 0 : count / load.seconds();
    }

    double mebibytesPerSecond(Meter meter) {
        return perSecond(meter.bytes()) / (1 << 20);
    }

    /** What the processor time is counted by: requests, or where there are none, deliveries. */
    long events() {
        return Math.max(1, requests() + figures.deliveries().count());
    }

    double clientMicros() {
        return load.clientNanos() / 1e3 / events();
    }

    /** Of one processor, in percent. */
    double clientPercent() {
        return load.nanos() == 0 ? 0 : 100.0 * load.clientNanos() / load.nanos();
    }

    double serverMicros() {
        return load.serverNanos() / 1e3 / events();
    }

    static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
