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
 * What does a page of 1 MiB cost a reader that walks a stream from its start, depending on where the data is? {@code ./jmh/run
 * CatchUpBenchmark}
 *
 * <p>The stream holds JSON messages of 1 KiB, appended one by one; behind its tail the walk begins anew. A page refers to the bytes in
 * memory and copies none, so the first two figures are the price of finding them. The third one is that of reading the rows, checking
 * and decoding them, on a reader thread and back; the file itself is in the system's page cache, so it says nothing about the disk.
 */
@State(Scope.Thread)
public class CatchUpBenchmark extends ShortRun {

    /** Where the pages come from. */
    public enum Source {
        /** The newest data of the stream, which is not yet in the batch table: one piece for each append. */
        RECENT(2),
        /** The batch cache, which holds the whole stream: many appends in one piece. */
        CACHE(32),
        /** SQLite, with a batch cache of no bytes. */
        SQLITE(32);

        private final int mebibytes;

        Source(int mebibytes) {
            this.mebibytes = mebibytes;
        }
    }

    private static final int MESSAGE_BYTES = 1024;
    private static final int MESSAGES_OF_MEBIBYTE = 1024;

    /** The cache takes a row when it is read for the second time. */
    private static final int WALKS_UNTIL_CACHED = 2;

    @Param
    public Source source;

    private ScratchStream stream;
    private long position;

    @Setup
    public void prepare() throws IOException {
        stream = ScratchStream.create();
        List<AppendCommand> mebibyte =
                Collections.nCopies(MESSAGES_OF_MEBIBYTE, ScratchStream.command(Payloads.object(0, MESSAGE_BYTES)));
        for (int i = 0; i < source.mebibytes; i++) {
            stream.append(mebibyte);
        }
        switch (source) {
            case RECENT -> {}
            case CACHE -> stream.reopen();
            case SQLITE -> stream.reopenWithoutCache();
        }
        for (int i = 0; i < WALKS_UNTIL_CACHED; i++) {
            walk();
        }
        checkSource();
    }

    private void walk() {
        do {
            readPage();
        } while (position != 0);
    }

    private void checkSource() {
        boolean inMemory = stream.isInMemory(0);
        Page page = stream.read(0);
        boolean inOnePieceEach = page.slices().size() == page.entries();
        if (page.entries() != MESSAGES_OF_MEBIBYTE
                || inMemory != (source != Source.SQLITE)
                || inOnePieceEach != (source == Source.RECENT)) {
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
        Page page = stream.read(position);
        position = page.upToDate() ? 0 : page.next();
        return page;
    }
}
