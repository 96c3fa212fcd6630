package dev.streamslocal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The part of {@code streams} and {@code mvnw} that looks for a JDK. */
@DisabledOnOs(OS.WINDOWS)
class FindJdkTest {
    @Test
    void withoutAHome_aJdkIsFound() throws Exception {
        var builder = new ProcessBuilder("sh", "-euc", ". ../.mvn/find-jdk.sh; echo \"$JAVA_HOME\"");
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.endsWith("HOME") || name.equals("SDKMAN_DIR"));
        environment.merge(
                "PATH", Path.of(System.getProperty("java.home"), "bin").toString(), (now, own) -> own + ":" + now);
        var process = builder.redirectErrorStream(true).start();
        var printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(Path.of(printed, "bin", "javac")).isExecutable();
    }
}
