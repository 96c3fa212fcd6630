package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command that was run in this process; a server that it started has ended as soon as it was ready. */
record CommandRun(String line, int code, String out, String err) {

    static CommandRun of(Path root, String... words) {
        return of(Map.of("DS_LOCAL_DATA_ROOT", root.toString()), words);
    }

    static CommandRun of(Map<String, String> environment, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var shutdown = new Shutdown();
        shutdown.end();
        var screen = Screen.ofProgram(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        var code = new Commands(environment, screen, shutdown).run(List.of(words));
        return new CommandRun(
                String.join(" ", words),
                code,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    CommandRun succeeds() {
        assertThat(code).as("%s: %s%s", line, out, err).isZero();
        return this;
    }

    /** Failed with one line on stderr that begins like this, and has printed nothing. */
    CommandRun failsWith(String beginning) {
        assertThat(err).as(line).startsWith(beginning).endsWith("\n").hasLineCount(1);
        assertThat(err).as(line).doesNotContain("Exception").doesNotContain("null");
        assertThat(out).as(line).isEmpty();
        assertThat(code).as(line).isEqualTo(1);
        return this;
    }

    CommandRun says(String... parts) {
        assertThat(out).as(line).contains(parts);
        return this;
    }
}
