package dev.streamslocal.jmh;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long does it take until a group of appends is durable, from offering the first to the answer to the last? {@code ./jmh/run
 * AppendBenchmark}
 *
 * <p>One thread offers a group of JSON messages of 1 KiB, prepared beforehand, to one stream and waits for all answers. The time is that
 * of the whole group: handing over, admission, and at least one COMMIT with its sync. The writer begins as soon as it sees the first
 * append, so a group takes about two transactions. Moving the data on from the journal, which a few MiB of appends cause, is part of it.
 * Each iteration starts with an empty database.
 */
@State(Scope.Thread)
public class AppendBenchmark extends ShortRun {

    private static final int MESSAGE_BYTES = 1024;

    /** Appends that are offered together. */
    @Param({"1", "64", "1000"})
    public int group;

    private List<AppendCommand> commands;
    private ScratchStream stream;

    @Setup
    public void prepare() {
        commands = IntStream.range(0, group)
                .mapToObj(i -> ScratchStream.command(Payloads.object(i, MESSAGE_BYTES)))
                .toList();
    }

    @Setup(Level.Iteration)
    public void open() throws IOException {
        stream = ScratchStream.create();
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
        stream.close();
    }

    @Benchmark
    public AppendResult appendGroup() {
        return stream.append(commands);
    }
}
