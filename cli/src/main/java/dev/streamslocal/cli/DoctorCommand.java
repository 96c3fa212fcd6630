package dev.streamslocal.cli;

import dev.streamslocal.cli.Screen.Colour;
import dev.streamslocal.cli.Screen.Paint;
import dev.streamslocal.engine.Diagnosis;
import dev.streamslocal.engine.Diagnosis.Finding;
import dev.streamslocal.engine.ServerOptions;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what a server would find here, and what to do about it; 1 if it could not work. */
@Command(
        name = "doctor",
        description = "Looks at JDK, transport, file system, space, port, lock and database.",
        footer = {"", "Examples:", "  streams doctor", "  streams doctor --name dev --port 8787"})
final class DoctorCommand implements Flagged {
    static final Map<String, Flags.Form> FORMS = Map.of(
            "--name", new Flags.Form.Value("default"),
            "--hostname", new Flags.Form.Value("127.0.0.1"),
            "--port", new Flags.Form.Value("0"),
            "--json", new Flags.Form.Switch());

    private final Map<String, String> environment;
    private final Screen screen;

    @Option(names = "--name", paramLabel = "N", description = "Name of the server.")
    private String name = "default";

    @Option(names = "--hostname", paramLabel = "H", description = "Address it is to listen on.")
    private String hostname = "127.0.0.1";

    @Option(names = "--port", paramLabel = "P", description = "Port it is to listen on.")
    private String port = "0";

    @Option(names = "--json", description = "JSON on a terminal too.")
    private boolean json;

    DoctorCommand(Map<String, String> environment, Screen screen) {
        this.environment = environment;
        this.screen = screen;
    }

    @Override
    public DoctorCommand with(Flags flags) {
        name = flags.value("--name", name);
        hostname = flags.value("--hostname", hostname);
        port = flags.value("--port", port);
        json = flags.has("--json");
        return this;
    }

    @Override
    public Integer call() throws Exception {
        var options = ServerOptions.builder()
                .name(name)
                .hostname(hostname)
                .port(StartCommand.portNumber(port))
                .environment(environment)
                .build();
        var diagnosis = Patience.with(screen, "[doctor] looking", () -> Diagnosis.of(options));
        screen.show(json, diagnosis.pretty(), paint -> text(diagnosis, paint));
        return diagnosis.ok() ? 0 : 1;
    }

    private static String text(Diagnosis diagnosis, Paint paint) {
        var text = new StringBuilder();
        for (var finding : diagnosis.findings()) {
            text.append(String.format("%s %-12s %s%n", mark(finding, paint), finding.check(), finding.found()));
            if (!finding.advice().isEmpty()) {
                text.append(" ".repeat(15))
                        .append(paint.in(Colour.FAINT, finding.advice()))
                        .append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private static String mark(Finding finding, Paint paint) {
        return switch (finding.verdict()) {
            case OK -> paint.in(Colour.GOOD, "✓");
            case WARNING -> paint.in(Colour.DOUBTFUL, "!");
            case FAILURE -> paint.in(Colour.BAD, "✗");
        };
    }
}
