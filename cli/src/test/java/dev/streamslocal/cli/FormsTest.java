package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.engine.Exports;
import dev.streamslocal.engine.ServerStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see on a terminal, and that programs see JSON where they read the same. */
class FormsTest {
    private static final Exports DEV =
            new Exports("dev", 4711, 8787, "http://127.0.0.1:8787", "/data/dev/durable-streams.sqlite");

    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Screen screen(boolean watched, Map<String, String> environment) {
        return new Screen(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                () -> watched,
                () -> watched,
                environment);
    }

    private String run(String line) {
        out.reset();
        var environment = Map.of("DS_LOCAL_DATA_ROOT", root.toString(), "NO_COLOR", "1");
        new Commands(environment, screen(true, environment), new Shutdown()).run(List.of(line.split(" ")));
        return out.toString(UTF_8);
    }

    private static String plain(StartForm form) {
        return form.text((colour, text) -> text);
    }

    @Test
    void start_showsWhereItIsAndLinesToPaste() {
        assertThat(plain(new StartForm(DEV, false, false, Optional.empty()))).isEqualTo("""
                ● dev is ready
                  URL       http://127.0.0.1:8787
                  Database  /data/dev/durable-streams.sqlite
                  Process   4711

                A stream with a first message, its messages, and the URL for scripts:
                  curl -X PUT http://127.0.0.1:8787/v1/stream/hello -H 'Content-Type: application/json' -d '[{"hello":"world"}]'
                  curl 'http://127.0.0.1:8787/v1/stream/hello?offset=-1'
                  export STREAM_URL=http://127.0.0.1:8787/v1/stream/hello
                """);
    }

    @Test
    void start_withKey_namesTheVariable_andWithLog_theFile() {
        assertThat(plain(new StartForm(DEV, true, true, Optional.of(Path.of("/data/dev/streams.log")))))
                .startsWith("● dev runs already\n")
                .contains("\n  Log       /data/dev/streams.log\n")
                .contains("/v1/stream/hello -H \"Authorization: Bearer $DS_API_KEY\" -H 'Content-Type")
                .contains("?offset=-1' -H \"Authorization: Bearer $DS_API_KEY\"\n");
    }

    @Test
    void start_onIpv6_hasBracketsInWhatIsPasted() {
        var six = new Exports("six", 1, 8787, "http://::1:8787", "/db");
        assertThat(plain(new StartForm(six, false, false, Optional.empty())))
                .contains("curl 'http://[::1]:8787/v1/stream/hello?offset=-1'");
    }

    @Test
    void colours_areThereUnlessSomebodyDoesNotWantThem() {
        screen(true, Map.of()).show(false, "{}", new StartForm(DEV, false, false, Optional.empty())::text);
        assertThat(out.toString(UTF_8)).startsWith("\u001b[32m●\u001b[0m \u001b[1mdev\u001b[0m is ready\n");
        for (var environment : List.of(Map.of("NO_COLOR", "1"), Map.of("TERM", "dumb"))) {
            out.reset();
            screen(true, environment).show(false, "{}", new StartForm(DEV, false, false, Optional.empty())::text);
            assertThat(out.toString(UTF_8)).startsWith("● dev is ready\n").doesNotContain("\u001b");
        }
        out.reset();
        screen(true, Map.of("NO_COLOR", "")).show(false, "{}", paint -> paint.in(Screen.Colour.BAD, "x"));
        assertThat(out.toString(UTF_8)).isEqualTo("\u001b[31mx\u001b[0m");
    }

    @Test
    void programs_andThoseWhoAskForIt_getJson() {
        screen(false, Map.of()).show(false, "{}", paint -> "form");
        screen(true, Map.of()).show(true, "{}", paint -> "form");
        assertThat(out.toString(UTF_8)).isEqualTo("{}\n{}\n");
        assertThat(run("status --json")).isEqualTo("[]\n");
    }

    @Test
    void status_isATable() {
        var running = new ServerStatus("dev", "/data/dev", Optional.of(DEV), Optional.of("{}"), true, true);
        var hung = new ServerStatus("long-name", "/data/long-name", Optional.of(DEV), Optional.of("{}"), true, false);
        var gone = new ServerStatus("old", "/data/old", Optional.empty(), Optional.empty(), false, false);
        assertThat(new StatusForm(List.of(running, hung, gone)).text((colour, text) -> text))
                .isEqualTo("""
                NAME       STATE          URL                    PID   DATA
                dev        running        http://127.0.0.1:8787  4711  /data/dev
                long-name  not answering  -                      4711  /data/long-name
                old        stopped        -                      -     /data/old
                """);
        assertThat(new StatusForm(List.of(running)).text((colour, text) -> colour + ":" + text.strip()))
                .endsWith("STRONG:dev  GOOD:running  PLAIN:http://127.0.0.1:8787  PLAIN:4711  PLAIN:/data/dev\n");
    }

    @Test
    void withoutServers_everyCommandHasAWordForIt() throws IOException {
        assertThat(run("status")).isEqualTo("No server has been started here.\n");
        assertThat(run("stop --name dev")).isEqualTo("- dev does not run\n");
        assertThat(run("reset --name dev"))
                .isEqualTo("✓ the data of dev is gone: " + root.resolve("dev/durable-streams.sqlite") + "\n");
        Files.createDirectory(root.resolve("dev"));
        assertThat(run("ls"))
                .isEqualTo("NAME  STATE    URL  PID  DATA\ndev   stopped  -    -    " + root.resolve("dev") + "\n");
    }

    @Test
    void doctor_marksEachFinding() {
        assertThat(run("doctor --name dev").lines())
                .hasSizeBetween(7, 14)
                .anyMatch(line -> line.matches("✓ lock +free"))
                .anyMatch(line -> line.matches("✓ database +none yet"))
                .anyMatch(line -> line.matches("✓ port +any free one"));
    }

    @Test
    void patience_speaksAfterASecond_andOnlyToPeople() throws Exception {
        assertThat(Patience.with(screen(true, Map.of()), "[stop] waiting", () -> "quick"))
                .isEqualTo("quick");
        Patience.with(screen(false, Map.of()), "[stop] waiting", () -> {
            Thread.sleep(1200);
            return "";
        });
        assertThat(err.size()).isZero();
        Patience.with(screen(true, Map.of()), "[stop] waiting", () -> {
            for (var i = 0; i < 100 && err.size() == 0; i++) {
                Thread.sleep(100);
            }
            return "";
        });
        assertThat(err.toString(UTF_8)).isEqualTo("[stop] waiting ...\n");
    }
}
