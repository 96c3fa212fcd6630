package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a command whose output cannot be written. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class OutputIT {
    @TempDir
    Path temporary;

    @Test
    void outputThatCannotBeWritten_isAnError_unlessItsReaderHasGone() throws Exception {
        assertThat(shell("\"$@\" >/dev/full"))
                .isEqualTo("cannot write to standard output: No space left on device\n1\n");
        assertThat(shell("\"$@\" | true")).isEqualTo("0\n");
    }

    /** What a shell prints for a line in which {@code "$@"} is {@code streams status}, and its exit code. */
    private String shell(String line) throws Exception {
        var builder = new ProcessBuilder(
                "bash",
                "-c",
                "set -o pipefail; " + line + "; echo $?",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "status");
        builder.environment()
                .put(
                        "DS_LOCAL_DATA_ROOT",
                        Files.createDirectories(temporary.resolve("root")).toString());
        var process = builder.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
