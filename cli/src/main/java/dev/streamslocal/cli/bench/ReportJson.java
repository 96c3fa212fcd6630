package dev.streamslocal.cli.bench;

import dev.streamslocal.cli.bench.Faults.Kind;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A report for programs: one JSON object. Times are milliseconds, sizes bytes. */
final class ReportJson {
    private ReportJson() {}

    static String of(Report report) {
        var load = report.load();
        return new Json()
                .put("ok", report.good())
                .put("scenario", report.work().scenario())
                .put("streams", report.target() + report.prefix())
                .put("workload", workload(report.work()))
                .put("seconds", load.seconds())
                .put("cutShort", load.cutShort())
                .put(
                        "appends",
                        requests(report, report.figures().appends())
                                .put("messagesPerSecond", messagesPerSecond(report)))
                .put("reads", requests(report, report.figures().reads()))
                .put("unsent", load.unsent())
                .put("deliveries", deliveries(report))
                .put(
                        "client",
                        new Json()
                                .put("cpuMicrosPerEvent", report.clientMicros())
                                .put("cpuPercent", report.clientPercent()))
                .put("server", server(report))
                .put(
                        "errors",
                        new Json()
                                .put("count", report.figures().errors())
                                .put("examples", report.figures().errorExamples()))
                .put("check", check(report))
                .toString();
    }

    private static Json workload(Workload work) {
        return new Json()
                .put("durationSeconds", work.duration() / 1e9)
                .put("warmupSeconds", work.warmup() / 1e9)
                .put("rate", work.rate())
                .put("connections", work.connections())
                .put("streams", work.streams())
                .put("messageSize", work.messageSize())
                .put("batch", work.batch())
                .put("contentType", work.contentType())
                .put("producer", work.producer())
                .put("reads", work.reads())
                .put("preload", work.preload())
                .put("readLast", work.readLast())
                .put("readSize", work.readSize())
                .put("readers", work.readers())
                .put("live", work.live().toString())
                .put("seed", work.seed());
    }

    private static double messagesPerSecond(Report report) {
        return report.perSecond(
                report.figures().appends().count() * report.work().batch());
    }

    private static Json requests(Report report, Meter meter) {
        return new Json()
                .put("count", meter.count())
                .put("perSecond", report.perSecond(meter.count()))
                .put("mebibytesPerSecond", report.mebibytesPerSecond(meter))
                .put("latencyMillis", times(meter.times()));
    }

    private static Json deliveries(Report report) {
        return requests(report, report.figures().deliveries())
                .put(
                        "toLastReaderMillis",
                        times(report.figures().lastDeliveries().times()));
    }

    private static Json times(Histogram times) {
        return new Json()
                .put("p50", millis(times, 50))
                .put("p90", millis(times, 90))
                .put("p99", millis(times, 99))
                .put("p99.9", millis(times, 99.9))
                .put("max", times.getMaxValue() / 1e6);
    }

    private static double millis(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e6;
    }

    /** Empty where the server is none of our processes. */
    private static Json server(Report report) {
        return report.load().serverNanos() < 0
                ? new Json()
                : new Json().put("cpuMicrosPerEvent", report.serverMicros());
    }

    private static Json check(Report report) {
        var checked = report.checked();
        var json = new Json()
                .put("ok", report.faults().none())
                .put("acknowledged", checked.acknowledged())
                .put("readBack", checked.readBack())
                .put("readers", checked.readers())
                .put("received", checked.received())
                .put("writtenHash", Report.hex(checked.written()))
                .put("readHash", Report.hex(checked.read()));
        for (var kind : Kind.values()) {
            json.put(kind.name().toLowerCase(Locale.ROOT), report.faults().count(kind));
        }
        return json.put("examples", report.faults().examples());
    }
}
