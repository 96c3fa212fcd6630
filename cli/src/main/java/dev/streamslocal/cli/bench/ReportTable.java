package dev.streamslocal.cli.bench;

import dev.streamslocal.cli.bench.Faults.Kind;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A report for people: a table and a few sentences. */
final class ReportTable {
    private static final String HEAD = "%-22s%10s%12s%10s%9s%9s%9s%9s%9s";

    private ReportTable() {}

    static String of(Report report) {
        var work = report.work();
        var figures = report.figures();
        var text = new StringBuilder();
        line(
                text,
                "%s on %s%s: %d connections, %d streams, %s, seed %d",
                work.scenario(),
                report.target(),
                report.target().streams(),
                work.connections(),
                work.streams(),
                rate(work),
                work.seed());
        line(text, "");
        line(text, HEAD, "", "count", "per second", "MiB/s", "p50 ms", "p90", "p99", "p99.9", "max");
        row(text, report, "appends", figures.appends());
        if (work.batch() > 1 && figures.appends().count() > 0) {
            var messages = figures.appends().count() * work.batch();
            line(text, "%-22s%10d%12.0f", "  their messages", messages, report.perSecond(messages));
        }
        row(text, report, "reads", figures.reads());
        row(text, report, "deliveries", figures.deliveries());
        if (work.readers() > 1) {
            row(text, report, "  to the last reader", figures.lastDeliveries());
        }
        line(text, "");
        line(
                text,
                "Client: %.1f us of processor time per event, %.0f %% of a processor%s",
                report.clientMicros(),
                report.clientPercent(),
                report.clientPercent() > 90 ? " - the client may be the limit" : "");
        if (report.load().serverNanos() >= 0) {
            line(text, "Server: %.1f us of processor time per event", report.serverMicros());
        }
        if (report.load().unsent() > 0) {
            line(
                    text,
                    "Behind the timetable: %d requests were due and not sent before the end",
                    report.load().unsent());
        }
        if (report.load().cutShort()) {
            line(text, "Ended before its time, after %.1f s", report.load().seconds());
        }
        verdict(text, report);
        return text.toString();
    }

    private static String rate(Workload work) {
        return work.rate() == 0 ? "as fast as it answers" : String.format(Locale.ROOT, "%.0f requests/s", work.rate());
    }

    private static void row(StringBuilder text, Report report, String name, Meter meter) {
        if (meter.count() == 0) {
            return;
        }
        var times = meter.times();
        line(
                text,
                HEAD,
                name,
                meter.count(),
                String.format(Locale.ROOT, "%.0f", report.perSecond(meter.count())),
                String.format(Locale.ROOT, "%.1f", report.mebibytesPerSecond(meter)),
                millis(times, 50),
                millis(times, 90),
                millis(times, 99),
                millis(times, 99.9),
                millis(times, 100));
    }

    private static String millis(Histogram times, double percentile) {
        return String.format(Locale.ROOT, "%.2f", times.getValueAtPercentile(percentile) / 1e6);
    }

    private static void verdict(StringBuilder text, Report report) {
        var figures = report.figures();
        var checked = report.checked();
        if (figures.errors() > 0) {
            line(text, "Errors: %d", figures.errors());
            figures.errorExamples().forEach(each -> line(text, "  %s", each));
        }
        if (report.faults().none()) {
            line(
                    text,
                    "Check: %d messages acknowledged, %d read back, %d received by %d readers; every byte as written",
                    checked.acknowledged(),
                    checked.readBack(),
                    checked.received(),
                    checked.readers());
            line(text, "Hash of what was written and read: %s", Report.hex(checked.written()));
            return;
        }
        line(text, "CHECK FAILED: %d messages acknowledged, %d read back", checked.acknowledged(), checked.readBack());
        for (var kind : Kind.values()) {
            if (report.faults().count(kind) > 0) {
                line(
                        text,
                        "  %s: %d",
                        kind.name().toLowerCase(Locale.ROOT),
                        report.faults().count(kind));
            }
        }
        report.faults().examples().forEach(each -> line(text, "  %s", each));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
