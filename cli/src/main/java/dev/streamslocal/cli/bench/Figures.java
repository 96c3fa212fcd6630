package dev.streamslocal.cli.bench;

import java.util.ArrayList;
import java.util.List;

/** What is counted while the load runs. */
final class Figures {
    private static final int EXAMPLES_MAX = 5;
    private static final int HOPELESS = 200;

    private final Meter appends = new Meter();
    private final Meter reads = new Meter();
    private final Meter deliveries = new Meter();
    private final Meter lastDeliveries = new Meter();
    private final List<String> errorExamples = new ArrayList<>();
    private long errors;
    private int errorsInARow;

    // The measured window; events outside of it are warm-up or what was still on its way.
    private long from = Long.MAX_VALUE;
    private long to = Long.MAX_VALUE;

    /** Sets when the measured time begins and ends; the end may come earlier. */
    void measure(long begin, long end) {
        from = begin;
        to = end;
    }

    void appended(long bytes, long intended, long now) {
        errorsInARow = 0;
        appends.add(bytes, within(now));
        appends.time(now - intended, within(intended));
    }

    void read(long bytes, long intended, long now) {
        errorsInARow = 0;
        reads.add(bytes, within(now));
        reads.time(now - intended, within(intended));
    }

    /** A message that reached a live reader, from the moment its append was to be sent. */
    void delivered(long bytes, long intended, long now) {
        deliveries.add(bytes, within(now));
        deliveries.time(now - intended, within(intended));
    }

    /** A message that reached a live reader so late that its time is forgotten. */
    void delivered(long bytes) {
        deliveries.add(bytes, within(System.nanoTime()));
    }

    /** An append that reached the last of its live readers. */
    void deliveredToAll(long intended, long now) {
        lastDeliveries.add(0, within(now));
        lastDeliveries.time(now - intended, within(intended));
    }

    void error(String what) {
        errors++;
        errorsInARow++;
        if (errorExamples.size() < EXAMPLES_MAX && !errorExamples.contains(what)) {
            errorExamples.add(what);
        }
    }

    /** Whether nothing but errors comes any more. */
    boolean hopeless() {
        return errorsInARow >= HOPELESS;
    }

    private boolean within(long time) {
        return time >= from && time < to;
    }

    Meter appends() {
        return appends;
    }

    Meter reads() {
        return reads;
    }

    Meter deliveries() {
        return deliveries;
    }

    Meter lastDeliveries() {
        return lastDeliveries;
    }

    long errors() {
        return errors;
    }

    List<String> errorExamples() {
        return List.copyOf(errorExamples);
    }

    void nextSecond() {
        appends.nextSecond();
        reads.nextSecond();
        deliveries.nextSecond();
        lastDeliveries.nextSecond();
    }
}
