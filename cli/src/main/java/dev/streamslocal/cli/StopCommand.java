package dev.streamslocal.cli;

import dev.streamslocal.cli.Screen.Colour;
import dev.streamslocal.cli.Screen.Paint;
import dev.streamslocal.engine.DataRoot;
import dev.streamslocal.engine.ServerControl;
import dev.streamslocal.engine.ServerName;
import dev.streamslocal.engine.StopResult;
import java.util.Map;
import picocli.CommandLine.Command;

/** Ends a server, and says so also when there was nothing to end (contract 50 §4.2). */
@Command(
        name = "stop",
        description = "Ends a server and waits up to 5 seconds for it.",
        footer = {"", "Examples:", "  streams stop", "  streams stop --name dev"})
final class StopCommand extends ServerCommand {
    StopCommand(Map<String, String> environment, Screen screen) {
        super(environment, screen, "default");
    }

    @Override
    public Integer call() throws Exception {
        var server = ServerName.of(name);
        var control = new ServerControl(DataRoot.of(environment));
        var result = Patience.with(screen, "[stop] waiting for server " + server, () -> control.stop(server));
        screen.show(json, result.pretty(), paint -> text(result, paint));
        return 0;
    }

    private static String text(StopResult result, Paint paint) {
        var server = paint.in(Colour.STRONG, result.name());
        if (result.stopped()) {
            return String.format("%s %s has stopped%n", paint.in(Colour.GOOD, "✓"), server);
        }
        return result.reason().isPresent()
                ? String.format("%s %s does not run%n", paint.in(Colour.FAINT, "-"), server)
                : String.format(
                        "%s %s has not stopped within 5 seconds; process %d was asked to%n",
                        paint.in(Colour.DOUBTFUL, "!"), server, result.pid().orElse(0));
    }
}
