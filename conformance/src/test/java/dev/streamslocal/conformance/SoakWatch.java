package dev.streamslocal.conformance;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Samples one life of the server while it lasts. A thread of its own writes; read after {@link #close}. */
final class SoakWatch implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 250;
    private static final double MIB = 1 << 20;

    private record Sample(ProcessSample process, double databaseMib, double logMib) {}

    private final PackagedServer server;
    private final Path database;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private double storedMib;

    SoakWatch(PackagedServer server) {
        this.server = server;
        this.database = Path.of(server.exports().at("/sqlite/path").asText());
        this.thread = Thread.ofPlatform().daemon().name("soak-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                storedMib = Math.max(storedMib, storedNow());
                ProcessSample.of(server.pid())
                        .ifPresent(process -> samples.add(new Sample(
                                process,
                                database.toFile().length() / MIB,
                                database.resolveSibling(database.getFileName() + "-wal")
                                                .toFile()
                                                .length()
                                        / MIB)));
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** 0 of a server that has just been killed. */
    private double storedNow() {
        try {
            return Call.to(server, "GET", "/v1/server/_details")
                            .send()
                            .json()
                            .at("/runtime/local_backpressure/current_bytes")
                            .asLong()
                    / MIB;
        } catch (UncheckedIOException killed) {
            return 0;
        }
    }

    int samples() {
        return samples.size();
    }

    double rssMib() {
        return median(each -> each.process.rssBytes() / MIB);
    }

    /** Growth within this life: the last third of it by the middle third. */
    double rssGrowth() {
        var life = new SoakSeries("", 1, 0);
        samples.forEach(each -> life.add(each.process.rssBytes() / MIB));
        return life.last() / life.middle();
    }

    double threads() {
        return median(each -> each.process.threads());
    }

    double files() {
        return median(each -> each.process.files());
    }

    double databaseMib() {
        return median(Sample::databaseMib);
    }

    /** The most payload that the streams held at one time. */
    double storedMib() {
        return storedMib;
    }

    double logMib() {
        return samples.stream().mapToDouble(Sample::logMib).max().orElse(0);
    }

    private double median(ToDoubleFunction<Sample> figure) {
        return SoakSeries.median(samples.stream().mapToDouble(figure).boxed().toList());
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
