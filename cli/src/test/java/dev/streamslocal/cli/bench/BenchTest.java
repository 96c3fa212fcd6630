package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate abc                 | '--rate': 'abc'",
                "--rate -1                  | invalid --rate: -1",
                "--rate NaN                 | invalid --rate: NaN",
                "--duration soon            | invalid --duration: soon",
                "--duration 0               | invalid --duration: 0",
                "--warmup -1s               | invalid --warmup: -1s",
                "--connections 0            | invalid --connections: 0",
                "--message-size 63          | invalid --message-size: 63",
                "--connections 1000 --message-size 1000000 | invalid --message-size: 1000000",
                "--batch 2 --content-type application/octet-stream | invalid --batch: 2",
                "--content-type text/plain  | invalid --content-type: text/plain",
                "--readers 1 --reads 100    | invalid --readers: 1",
                "--read-last 1001           | invalid --read-last: 1001",
                "--live push                | invalid --live: push",
                "--scenario fast            | invalid --scenario: fast",
                "--seed x                   | invalid --seed: x",
                "--url https://127.0.0.1    | invalid --url: https://127.0.0.1",
                "--url 127.0.0.1:80         | invalid --url: 127.0.0.1:80",
                "--url http://me:k@127.0.0.1:80 | invalid --url: http://me:k@127.0.0.1:80",
                "--url http://127.0.0.1:80/#a | invalid --url: http://127.0.0.1:80/#a",
                "--url http://127.0.0.1:80 --api-key ü | invalid --api-key: it needs visible ASCII",
                "--duration 9999999h        | invalid --duration: 9999999h (at most 30 days)",
                "--warmup 721h              | invalid --warmup: 721h (at most 30 days)",
                "--rate 1e-12               | invalid --rate: 1.0E-12 (0.001 to",
                "--dir /no/such/folder      | invalid --dir: /no/such/folder",
                "--bogus                    | Unknown option: '--bogus'",
                "now                        | 'now'",
                "--rate                     | --rate",
            })
    void run_wrongWords_namesTheValueAndIs2(String line, String named) {
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(named).hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void run_help_showsOptionsAndScenarios() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("--url", "--rate", "--seed", "sse-fanout");
        for (var each : Scenario.values()) {
            assertThat(out.toString(UTF_8).replaceAll("\\s+", " "))
                    .contains(Scenario.words().split(", ")[each.ordinal()]);
        }
    }

    @Test
    void run_nobodyThere_saysSoAndIs1() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(run("--duration 1s --url http://127.0.0.1:" + free)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("cannot connect to http://127.0.0.1:" + free);
        assertThat(out.size()).isZero();
    }

    @Test
    void run_unknownHost_saysSoAndIs1() {
        assertThat(run("--duration 1s --url http://no-such-host.invalid:80")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .endsWith("cannot connect to http://no-such-host.invalid:80: unknown host\n")
                .hasLineCount(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void run_folderInWhichNothingCanBeMade_saysSoAndIs1() {
        assertThat(run("--dir /proc")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .startsWith("cannot start a server over a folder in /proc: ")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void parse_everyScenario_isAWorkload(Scenario scenario) {
        var word = Scenario.words().split(", ")[scenario.ordinal()];
        var work = BenchOptions.parse("--scenario", word).workload();
        assertThat(work.scenario()).isEqualTo(word);
        assertThat(work.connections())
                .isEqualTo(Integer.parseInt(scenario.options().get("connections")));
        assertThat(work.producer()).isEqualTo(scenario == Scenario.APPEND_PRODUCER);
    }

    @Test
    void parse_optionBesideScenario_winsOverIt() {
        var work = BenchOptions.parse("--readers", "1000", "--scenario=sse-fanout", "--duration", "1.5m", "--seed=-3")
                .workload();
        assertThat(work.readers()).isEqualTo(1000);
        assertThat(work.rate()).isEqualTo(200);
        assertThat(work.duration()).isEqualTo(90_000_000_000L);
        assertThat(work.seed()).isEqualTo(-3);
    }

    @Test
    void target_pathOfUrl_isWhereStreamsAre() {
        assertThat(Target.of("http://[::1]:80/", "").streams()).isEqualTo("/v1/stream/");
        assertThat(Target.of("http://localhost:4437/streams", "").streams()).isEqualTo("/streams/");
        assertThat(Target.of("http://localhost:4437/a/b/", "k").head("GET", "/a/b/x"))
                .isEqualTo("GET /a/b/x HTTP/1.1\r\nHost: localhost:4437\r\nAuthorization: Bearer k\r\n");
    }

    private int run(String line) {
        return new Bench(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        () -> false,
                        () -> false,
                        "none")
                .run(List.of(line.split(" ")));
    }
}
