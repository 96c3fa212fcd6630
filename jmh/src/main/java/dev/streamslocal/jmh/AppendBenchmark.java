package dev.streamslocal.jmh;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to admit a group of appends, to commit it with its sync, and to answer it? {@code ./jmh/run AppendBenchmark}
 *
 * <p>Everything happens on the writer's own thread: the last answer of a group offers the next one, JSON messages of 1 KiB to one
 * stream, prepared beforehand, so that a group is exactly one transaction and no thread waits for another. Moving the data on from
 * the journal, and checkpoints beside it, which a few MiB of appends cause, are part of it.
 */
@State(Scope.Thread)
public class AppendBenchmark extends ShortRun {

    private static final int MESSAGE_BYTES = 1024;
    private static final int GROUPS = 16;

    /** Appends of a transaction. */
    @Param({"1", "64", "1000"})
    public int group;

    private List<AppendCommand> commands;
    private ScratchStream stream;

    @Setup
    public void prepare() throws IOException {
        commands = IntStream.range(0, group)
                .mapToObj(i -> ScratchStream.command(Payloads.object(i, MESSAGE_BYTES)))
                .toList();
        stream = ScratchStream.create();
    }

    @TearDown
    public void close() throws IOException {
        stream.close();
    }

    @Benchmark
    @OperationsPerInvocation(GROUPS)
    public AppendResult appendGroup() {
        return stream.appendInTransactions(commands, GROUPS);
    }
}
