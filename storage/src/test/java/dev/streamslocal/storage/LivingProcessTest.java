package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class LivingProcessTest {

    @Test
    void ownProcess_runs() {
        assertThat(LivingProcess.find(ProcessHandle.current().pid())).contains(ProcessHandle.current());
    }

    @Test
    void noProcess_isNotFound() {
        assertThat(LivingProcess.find(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endedProcess_thatNobodyAskedAbout_doesNotRun() throws Exception {
        // The shell has become a program that does not know of its child before that ends.
        var parent = new ProcessBuilder("sh", "-c", "sleep 0.3 & echo $!; exec sleep 60").start();
        try (var out = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            var child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            for (int i = 0; i < 500 && LivingProcess.runs(child); i++) {
                Thread.sleep(10);
            }
            assertThat(child.isAlive()).as("a zombie").isTrue();
            assertThat(LivingProcess.runs(child)).isFalse();
            assertThat(LivingProcess.find(child.pid())).isEmpty();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
