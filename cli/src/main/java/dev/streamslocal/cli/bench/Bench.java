package dev.streamslocal.cli.bench;

import dev.streamslocal.cli.term.Terminal;
import java.io.PrintStream;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command {@code streams bench}: the door of this package. Lives on the thread that runs the command. */
public final class Bench {
    private static final int BAD = 1;
    private static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final BooleanSupplier stop;
    private final BooleanSupplier insist;
    private final String main;

    /**
     * @param stop whether the run is to end early, with what it has
     * @param insist whether it is to end at once, unchecked
     * @param main class that runs the command line, for the server it may start
     */
    public Bench(PrintStream out, PrintStream err, BooleanSupplier stop, BooleanSupplier insist, String main) {
        this.out = out;
        this.err = err;
        this.stop = stop;
        this.insist = insist;
        this.main = main;
    }

    /** The command as picocli knows it, for a list of commands. */
    public static CommandLine line() {
        return new CommandLine(new BenchOptions());
    }

    /**
     * Runs it.
     *
     * @return 0 if all was answered and every byte came back, 1 if not, 2 if the words are wrong
     */
    public int run(List<String> words) {
        try {
            var options = BenchOptions.parse(words.toArray(String[]::new));
            if (options.help()) {
                line().usage(out);
                return 0;
            }
            return run(options);
        } catch (ParameterException e) {
            err.println(e.getMessage());
            return USAGE;
        } catch (BenchFailure e) {
            err.println(e.getMessage());
            return BAD;
        }
    }

    private int run(BenchOptions options) {
        var work = options.workload();
        if (!options.startsServer()) {
            return run(options, work, options.target(), List.of());
        }
        try (var server = OwnServer.start(options.dir(), main, options.apiKey())) {
            return run(options, work, options.target(server.url()), List.of(server.handle()));
        }
    }

    private int run(BenchOptions options, Workload work, Target target, List<ProcessHandle> servers) {
        var progress = new Progress(err, Terminal.watches(2));
        try (var run = new Run(work, target, new Processors(servers), progress, stop, insist)) {
            var report = measured(run, options.keep(), progress);
            out.print(
                    options.json() || !Terminal.watches(1)
                            ? ReportJson.of(report) + System.lineSeparator()
                            : ReportTable.of(report));
            out.flush();
            return report.good() ? 0 : BAD;
        }
    }

    private Report measured(Run run, boolean keep, Progress progress) {
        try {
            return run.run();
        } finally {
            var kept = keep ? List.<String>of() : run.delete();
            progress.clear();
            kept.stream().limit(1).forEach(each -> err.println(kept.size() + " streams were not deleted: " + each));
        }
    }
}
