package dev.streamslocal.cli.bench;

import dev.streamslocal.cli.bench.Workload.Live;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code streams bench}. */
@Command(
        name = "bench",
        sortOptions = false,
        description = "Puts load on a server, measures it, and checks every byte that comes back.",
        footer = {
            "",
            "Examples:",
            "  streams bench",
            "  streams bench --scenario sse-fanout --readers 1000",
            "  streams bench --url http://127.0.0.1:8787 --rate 5000 --duration 1m"
        })
final class BenchOptions {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)(ms|s|m|h|)");
    private static final long DURATION_MAX = TimeUnit.DAYS.toNanos(30);
    private static final double RATE_MIN = 0.001;
    private static final int CONNECTIONS_MAX = 20_000;
    private static final int STREAMS_MAX = 1_000_000;
    private static final int MESSAGE_MAX = 10 << 20;
    private static final int BATCH_MAX = 100_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "",
            description = "Server to load, http://HOST:PORT, with the path of its streams if that is not /v1/stream/;"
                    + " without it this product's own server is started for the run, over an empty data root.")
    private String url = "";

    @Option(
            names = "--scenario",
            paramLabel = "S",
            defaultValue = "append-64",
            description = "Sets of options by name: append-1, append-64, append-hot, append-batch, append-large,"
                    + " append-producer, catchup-hot, tail-read, mixed, longpoll-wake, sse-fanout; the options below"
                    + " change them. Default: append-64.")
    private String scenario = "";

    @Option(names = "--duration", paramLabel = "T", defaultValue = "10s", description = "Measured time: 30, 30s, 5m.")
    private String duration = "";

    @Option(names = "--warmup", paramLabel = "T", defaultValue = "3s", description = "Load before it: 3s.")
    private String warmup = "";

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Requests a second over all connections, sent by the clock whatever the server does, each timed"
                            + " from when it was due; 0: as fast as the server answers.")
    private double rate;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "64", description = "Connections: writers.")
    private int connections;

    @Option(names = "--streams", paramLabel = "N", defaultValue = "64", description = "Streams they append to in turn.")
    private int streams;

    @Option(names = "--message-size", paramLabel = "BYTES", defaultValue = "1024", description = "Bytes of a message.")
    private int messageSize;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "1", description = "Messages of one append (JSON).")
    private int batch;

    @Option(
            names = "--content-type",
            paramLabel = "C",
            defaultValue = Workload.JSON,
            description = "application/json or application/octet-stream.")
    private String contentType = "";

    @Option(names = "--producer", defaultValue = "false", description = "Send idempotent producer headers.")
    private boolean producer;

    @Option(
            names = "--reads",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description = "So many of the requests read a stream that was filled before, instead of appending.")
    private int reads;

    @Option(names = "--preload", paramLabel = "N", defaultValue = "1000", description = "Messages in that stream.")
    private int preload;

    @Option(
            names = "--read-last",
            paramLabel = "N",
            defaultValue = "0",
            description = "Read its newest N messages; 0: all, page by page.")
    private int readLast;

    @Option(names = "--read-size", paramLabel = "BYTES", defaultValue = "1024", description = "Bytes of each of them.")
    private int readSize;

    @Option(names = "--readers", paramLabel = "N", defaultValue = "0", description = "Readers that follow the appends.")
    private int readers;

    @Option(
            names = "--live",
            paramLabel = "L",
            defaultValue = "sse",
            description = "How they follow: sse, long-poll, or catch-up (asking ten times a second).")
    private String live = "";

    @Option(names = "--seed", paramLabel = "N", defaultValue = "", description = "Seed of the contents.")
    private String seed = "";

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            defaultValue = "${env:DS_API_KEY:-}",
            description = "Sent as bearer token; DS_API_KEY if not given, which the list of processes does not show.")
    private String apiKey = "";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Folder for the data of the server that is started; on the disk to be measured.")
    private Path dir = Path.of("");

    @Option(names = "--keep", defaultValue = "false", description = "Leave the streams on the server of --url.")
    private boolean keep;

    @Option(names = "--json", defaultValue = "false", description = "JSON also on a terminal.")
    private boolean json;

    @Option(
            names = {"--help", "-h"},
            usageHelp = true,
            description = "Show this.")
    private boolean help;

    /** @throws ParameterException that names the first value which cannot be */
    Workload workload() {
        within("--rate", rate, rate == 0 ? 0 : RATE_MIN, 10_000_000);
        within("--connections", connections, 1, CONNECTIONS_MAX);
        within("--streams", streams, 1, STREAMS_MAX);
        within("--message-size", messageSize, Messages.SIZE_MIN, MESSAGE_MAX);
        within("--batch", batch, 1, BATCH_MAX);
        within("--reads", reads, 0, 100);
        within("--preload", preload, 1, Integer.MAX_VALUE);
        within("--read-last", readLast, 0, preload);
        within("--read-size", readSize, Messages.SIZE_MIN, MESSAGE_MAX);
        within("--readers", readers, 0, CONNECTIONS_MAX);
        var type = contentType();
        check(batch == 1 || type.equals(Workload.JSON), "--batch", batch + " (only JSON has messages to a request)");
        check(readers == 0 || reads < 100, "--readers", readers + " (nothing is appended with --reads 100)");
        var work = new Workload(
                scenario,
                nanos("--duration", duration),
                nanos("--warmup", warmup),
                rate,
                connections,
                streams,
                messageSize,
                batch,
                type,
                producer,
                reads,
                preload,
                readLast,
                readSize,
                readers,
                live(),
                seed());
        check(work.duration() > 0, "--duration", duration);
        check(Run.fits(work), "--message-size", messageSize + " (more than 128 MiB in all connections)");
        return work;
    }

    private String contentType() {
        check(
                contentType.equals(Workload.JSON) || contentType.equals(Workload.BYTES),
                "--content-type",
                contentType + " (application/json or application/octet-stream)");
        return contentType;
    }

    private Live live() {
        return Arrays.stream(Live.values())
                .filter(each -> each.toString().equals(live))
                .findFirst()
                .orElseThrow(() -> invalid("--live", live + " (sse, long-poll or catch-up)"));
    }

    private long seed() {
        if (seed.isEmpty()) {
            return ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE);
        }
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw invalid("--seed", seed);
        }
    }

    /** The preset of which this command line is a variation. */
    Scenario scenario() {
        return Scenario.of(scenario).orElseThrow(() -> invalid("--scenario", scenario + " (" + Scenario.words() + ")"));
    }

    boolean startsServer() {
        return url.isEmpty();
    }

    Target target() {
        return target(url);
    }

    /** The key that is sent; empty for none. */
    String apiKey() {
        // The message names no value: it is a secret.
        if (apiKey.chars().anyMatch(each -> each <= ' ' || each > '~')) {
            throw new ParameterException(
                    spec.commandLine(), "invalid --api-key: it needs visible ASCII characters and nothing else");
        }
        return apiKey;
    }

    /** @throws ParameterException if it is none */
    Target target(String at) {
        try {
            return Target.of(at, apiKey());
        } catch (IllegalArgumentException e) {
            throw invalid("--url", at + " (http://HOST:PORT[/PATH])");
        }
    }

    Path dir() {
        check(Files.isDirectory(dir), "--dir", dir + " (no folder)");
        return dir;
    }

    boolean keep() {
        return keep;
    }

    boolean json() {
        return json;
    }

    boolean help() {
        return help;
    }

    private void within(String option, double value, double min, double max) {
        check(value >= min && value <= max, option, plain(value) + " (" + plain(min) + " to " + plain(max) + ")");
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private long nanos(String option, String text) {
        var matcher = DURATION.matcher(text);
        check(matcher.matches(), option, text + " (such as 30s)");
        var unit = switch (matcher.group(2)) {
            case "ms" -> TimeUnit.MILLISECONDS;
            case "m" -> TimeUnit.MINUTES;
            case "h" -> TimeUnit.HOURS;
            default -> TimeUnit.SECONDS;
        };
        var nanos = (long) (Double.parseDouble(matcher.group(1)) * unit.toNanos(1));
        check(nanos <= DURATION_MAX, option, text + " (at most 30 days)");
        return nanos;
    }

    private void check(boolean possible, String option, String value) {
        if (!possible) {
            throw invalid(option, value);
        }
    }

    private ParameterException invalid(String option, String value) {
        return new ParameterException(spec.commandLine(), "invalid " + option + ": " + value);
    }

    /** The command line of picocli for these options, with the values of the scenario as defaults. */
    static BenchOptions parse(String... words) {
        var named = new BenchOptions();
        new CommandLine(named).parseArgs(words);
        if (named.help) {
            return named;
        }
        var preset = named.scenario().options();
        var options = new BenchOptions();
        var line = new CommandLine(options);
        line.setDefaultValueProvider(argument -> argument instanceof CommandLine.Model.OptionSpec option
                ? preset.getOrDefault(option.longestName().substring(2), option.defaultValue())
                : null);
        line.parseArgs(words);
        return options;
    }
}
