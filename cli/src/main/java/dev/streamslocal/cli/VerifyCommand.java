package dev.streamslocal.cli;

import dev.streamslocal.cli.Screen.Colour;
import dev.streamslocal.cli.Screen.Paint;
import dev.streamslocal.engine.ServerOptions;
import dev.streamslocal.engine.VerifyReport;
import java.util.Map;
import picocli.CommandLine.Command;

/** Checks the database of a server, running or not, and prints what it has found; 1 if there is a fault (decision 18). */
@Command(
        name = "verify",
        description = "Checks the database of a server and prints its faults; changes nothing.",
        footer = {"", "Examples:", "  streams verify", "  streams verify --name dev"})
final class VerifyCommand extends ServerCommand {
    VerifyCommand(Map<String, String> environment, Screen screen) {
        super(environment, screen, "default");
    }

    @Override
    public Integer call() throws Exception {
        var options =
                ServerOptions.builder().name(name).environment(environment).build();
        var report = Patience.with(screen, "[verify] reading the database", () -> VerifyReport.of(options));
        screen.show(json, report.pretty(), paint -> text(report, paint));
        return report.ok() ? 0 : 1;
    }

    private static String text(VerifyReport report, Paint paint) {
        var text = new StringBuilder(String.format(
                "%s %s: %d streams, %d messages in %s%n",
                report.ok() ? paint.in(Colour.GOOD, "✓") : paint.in(Colour.BAD, "✗"),
                paint.in(Colour.STRONG, report.name().text()),
                report.streams(),
                report.messages(),
                report.file()));
        report.faults().forEach(fault -> text.append("  ").append(fault).append(System.lineSeparator()));
        return text.toString();
    }
}
