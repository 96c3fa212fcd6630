package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.streamslocal.conformance.FaultyProxy.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code streams bench} in a pipe: what it measures, and that it finds what a server or the way to it does wrong. */
@DisabledIfSystemProperty(named = "conformance.url", matches = ".+", disabledReason = "a running server is judged")
@Execution(ExecutionMode.SAME_THREAD) // Each starts a JVM or two.
class BenchIT {
    @TempDir
    Path folder;

    private record Outcome(int exit, String output, String errors) {
        JsonNode report() throws IOException {
            return new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(output);
        }
    }

    @Test
    void bench_withoutUrl_runsAServerOfItsOwnAndLeavesNothing() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Outcome outcome = bench(
                "--dir",
                data.toString(),
                "--duration",
                "1s",
                "--warmup",
                "200ms",
                "--connections",
                "4",
                "--streams",
                "2",
                "--readers",
                "4",
                "--message-size",
                "100",
                "--batch",
                "3");

        // Its own server names its durability, and says nothing else.
        JsonNode report = good(outcome, "[durability] full: an answered append is on disk\n");
        assertThat(report.at("/appends/latencyMillis/p50").asDouble()).isPositive();
        assertThat(report.at("/deliveries/toLastReaderMillis/p50").asDouble()).isPositive();
        assertThat(report.at("/appends/messagesPerSecond").asDouble())
                .isCloseTo(3 * report.at("/appends/perSecond").asDouble(), within(0.01));
        assertThat(report.at("/check/received").asLong())
                .isEqualTo(2 * report.at("/check/acknowledged").asLong());
        assertThat(report.at("/server/cpuMicrosPerEvent").asDouble()).isPositive();
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void bench_mixedLoad_isMeasuredByKind() throws Exception {
        Outcome outcome = benchAt(
                ServerUnderTest.url(),
                "--scenario",
                "mixed",
                "--reads",
                "50",
                "--producer",
                "--readers",
                "2",
                "--live",
                "long-poll",
                "--content-type",
                "application/octet-stream",
                "--connections",
                "4");

        JsonNode report = good(outcome);
        for (var kind : List.of("appends", "reads", "deliveries")) {
            JsonNode times = report.at("/" + kind + "/latencyMillis");
            assertThat(times.path("p50").asDouble()).as(kind).isPositive();
            assertThat(times.path("p99").asDouble())
                    .as(kind)
                    .isBetween(times.path("p50").asDouble(), times.path("max").asDouble());
        }
        assertThat(Listing.all().stream().map(each -> each.path("name").asText()))
                .noneMatch(name -> report.path("streams").asText().endsWith("/" + name.replaceFirst("[^-]*$", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "FLIPS_A_BYTE, altered",
        "LOSES_AN_APPEND, lost",
        "REPEATS_AN_APPEND, doubled",
    })
    void bench_throughAFaultyProxy_findsItAndFails(Fault fault, String found) throws Exception {
        try (var proxy = new FaultyProxy(ServerUnderTest.address(), fault)) {
            Outcome outcome = benchAt(
                    proxy.url(),
                    "--connections",
                    "2",
                    "--streams",
                    "1",
                    "--readers",
                    "1",
                    "--live",
                    "long-poll",
                    "--rate",
                    "50");

            assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
            JsonNode report = outcome.report();
            assertThat(report.path("ok").asBoolean()).isFalse();
            assertThat(report.at("/check/ok").asBoolean()).isFalse();
            assertThat(report.at("/check/" + found).asLong())
                    .as(outcome.output())
                    .isPositive();
            assertThat(report.at("/check/examples").size()).isPositive();
        }
    }

    @Test
    void bench_refusedAppend_isAnErrorAndNoLossAndTakesItsTurn() throws Exception {
        try (var proxy = new FaultyProxy(ServerUnderTest.address(), Fault.REFUSES_AN_APPEND)) {
            Outcome outcome = benchAt(proxy.url(), "--connections", "2", "--streams", "2", "--rate", "50");

            assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
            JsonNode report = outcome.report();
            assertThat(report.at("/check/ok").asBoolean()).isTrue();
            assertThat(report.at("/check/acknowledged").asInt()
                            + report.at("/errors/count").asInt()
                            + report.path("unsent").asInt())
                    .isEqualTo(50);
            assertThat(report.at("/errors/count").asInt()).isEqualTo(1);
            assertThat(report.at("/errors/examples/0").asText()).contains("answered 503 busy");
        }
    }

    @Test
    void bench_endedBySignal_checksWhatItHasDone() throws Exception {
        Process process = start(
                "--url",
                ServerUnderTest.url(),
                "--duration",
                "10m",
                "--warmup",
                "0",
                "--connections",
                "9",
                "--streams",
                "9");
        try {
            while (process.isAlive() && !appended()) {
                Thread.onSpinWait();
            }
            process.toHandle().destroy();

            JsonNode report = good(await(process));
            assertThat(report.path("cutShort").asBoolean()).isTrue();
            assertThat(report.at("/check/acknowledged").asLong()).isPositive();
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean appended() {
        return Listing.all().stream()
                .filter(each -> each.path("name").asText().matches("bench-.*-8"))
                .anyMatch(each -> each.path("next_offset").asLong() > 0);
    }

    private static JsonNode good(Outcome outcome) throws IOException {
        return good(outcome, "");
    }

    private static JsonNode good(Outcome outcome, String errors) throws IOException {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.errors()).isEqualTo(errors);
        JsonNode report = outcome.report();
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.at("/check/acknowledged").asLong()).isPositive();
        assertThat(report.at("/check/readBack").asLong())
                .isGreaterThanOrEqualTo(report.at("/check/acknowledged").asLong());
        assertThat(report.at("/check/readHash").asText())
                .isEqualTo(report.at("/check/writtenHash").asText())
                .hasSize(16);
        return report;
    }

    private Outcome benchAt(String url, String... more) throws Exception {
        var words = new ArrayList<>(List.of("--url", url, "--duration", "1s", "--warmup", "0"));
        words.addAll(List.of(more));
        return bench(words.toArray(String[]::new));
    }

    private Outcome bench(String... words) throws Exception {
        return await(start(words));
    }

    private Process start(String... words) throws IOException {
        var command = PackagedServer.commandLine("bench");
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    private Outcome await(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output, Files.readString(folder.resolve("errors")));
    }
}
