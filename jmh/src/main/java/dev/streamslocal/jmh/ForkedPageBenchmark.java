package dev.streamslocal.jmh;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.storage.Page;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a page of 1 MiB cost that lies in a chain of streams, each forked from the one before, and what if it lies in one stream?
 * {@code ./jmh/run ForkedPageBenchmark}
 *
 * <p>The stream holds this page and nothing else, JSON messages of 1 KiB, appended one by one. In the chain each eighth of the page
 * was appended to another stream, which was then forked at its tail; the last fork has nothing of its own and is the one that is read.
 * The guard holds the one to twice the other.
 */
@State(Scope.Thread)
public class ForkedPageBenchmark extends ShortRun {

    /** Where the page comes from, as in {@link CatchUpBenchmark}. */
    public enum Source {
        /** The batch cache. */
        CACHE,
        /** SQLite, with a batch cache of no bytes. */
        SQLITE
    }

    private static final int MESSAGE_BYTES = 1024;
    private static final int PARTS = 8;
    private static final int MESSAGES_OF_PART = 128;

    /** The cache takes a row when it is read for the second time. */
    private static final int READINGS_UNTIL_CACHED = 2;

    /** Length of the chain; 0 for a plain stream. */
    @Param({"0", "8"})
    public int forks;

    @Param
    public Source source;

    private ScratchStream stream;

    @Setup
    public void prepare() throws IOException {
        stream = ScratchStream.create();
        List<AppendCommand> part =
                Collections.nCopies(MESSAGES_OF_PART, ScratchStream.command(Payloads.object(0, MESSAGE_BYTES)));
        for (int i = 0; i < PARTS; i++) {
            stream.append(part);
            if (i < forks) {
                stream.fork();
            }
        }
        switch (source) {
            case CACHE -> stream.reopen();
            case SQLITE -> stream.reopenWithoutCache();
        }
        for (int i = 0; i < READINGS_UNTIL_CACHED; i++) {
            readPage();
        }
        checkSource();
    }

    private void checkSource() {
        Page page = stream.read(0);
        if (page.entries() != PARTS * MESSAGES_OF_PART
                || page.payloadBytes() != PARTS * MESSAGES_OF_PART * MESSAGE_BYTES
                || !page.upToDate()
                || (forks > 0 && page.slices().size() != forks)
                || stream.isInMemory(0) != (source == Source.CACHE)) {
            throw new IllegalStateException("the page of " + page.entries() + " messages in "
                    + page.slices().size() + " pieces does not come from " + source);
        }
    }

    @TearDown
    public void close() throws IOException {
        stream.close();
    }

    @Benchmark
    public Page readPage() {
        return stream.read(0);
    }
}
