package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.util.concurrent.Executor;

/**
 * Follows one stream inside the process: hands over its messages page by page, then those of each commit. Confined to its executor, which
 * runs one task at a time; at most one page is on its way.
 */
public final class TailReader {
    private final Storage storage;
    private final Executor loop;
    private final Stream stream;
    private final ReadLimits limits;
    private final Sink sink;
    private final Watch watch;
    private long position;
    private boolean reading;
    private boolean woken;
    private boolean ended;

    /** Takes what a reader finds, on the reader's executor. */
    public interface Sink {

        /** The next messages; never an empty page. */
        void page(Page page);

        /** Nothing more comes: the stream is closed and read to its end, or gone, or cannot be read. */
        void end(End why);
    }

    /** Why a reader has come to its end. */
    public enum End {
        CLOSED,
        REMOVED,
        UNREADABLE
    }

    public TailReader(
            Storage storage, Watches watches, Executor loop, Stream stream, long from, ReadLimits limits, Sink sink) {
        this.storage = storage;
        this.loop = loop;
        this.stream = stream;
        this.limits = limits.inOnePiece();
        this.sink = sink;
        this.position = from;
        this.watch = watches.watch(stream.id(), loop, this::wake);
    }

    /** Begins to read. */
    public void start() {
        loop.execute(() -> {
            // Registered before the first look at the tail: what is committed after that look wakes the watch.
            watch.open();
            read();
        });
    }

    /** Reads no further; the sink hears nothing any more. */
    public void stop() {
        loop.execute(this::finish);
    }

    private void wake() {
        woken = true;
        read();
    }

    private void read() {
        if (ended || reading) {
            return;
        }
        reading = true;
        woken = false;
        storage.renew(stream);
        var request = new PageRequest(stream, position, RoutingKey.NONE, limits.bytesMax(), limits.entriesMax());
        storage.read(request, result -> loop.execute(() -> took(result)));
    }

    private void took(ReadResult result) {
        reading = false;
        if (ended) {
            return;
        }
        switch (result) {
            case Page page -> took(page);
            case ReadResult.StreamMissing missing -> end(End.REMOVED);
            case ReadResult.SoftDeleted deleted -> end(End.REMOVED);
            case ReadResult.Damaged damaged -> end(End.UNREADABLE);
            case ReadResult.Failed failed -> end(End.UNREADABLE);
            case ReadResult.Overloaded overloaded -> end(End.UNREADABLE);
        }
    }

    private void took(Page page) {
        position = page.next();
        if (page.entries() > 0) {
            sink.page(page);
        }
        if (page.closed()) {
            end(End.CLOSED);
        } else if (woken || !page.upToDate()) {
            read();
        }
    }

    private void end(End why) {
        finish();
        sink.end(why);
    }

    private void finish() {
        ended = true;
        watch.close();
    }
}
