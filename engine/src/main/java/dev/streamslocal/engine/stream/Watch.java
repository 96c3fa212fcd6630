package dev.streamslocal.engine.stream;

import java.util.concurrent.Executor;

/**
 * One reader's wish to hear of changes of one stream. Confined to the reader's event loop.
 *
 * <p>Whoever opens a watch looks at the stream again afterwards: what was committed before is not reported.
 */
final class Watch {
    private static final int CLOSED = -1;

    private final Watches watches;
    private final long streamId;
    private final Executor loop;
    private final Runnable woken;
    private final boolean forReport;
    private int index = CLOSED;

    Watch(Watches watches, long streamId, Executor loop, Runnable woken, boolean forReport) {
        this.watches = watches;
        this.streamId = streamId;
        this.loop = loop;
        this.woken = woken;
        this.forReport = forReport;
    }

    void open() {
        if (!isOpen()) {
            watches.open(this);
        }
    }

    boolean isOpen() {
        return index != CLOSED;
    }

    void close() {
        if (isOpen()) {
            watches.close(this);
        }
    }

    /** Whether a report on the stream is waited for, and not its messages. */
    boolean forReport() {
        return forReport;
    }

    long streamId() {
        return streamId;
    }

    Executor loop() {
        return loop;
    }

    void wake() {
        woken.run();
    }

    /** Place of this watch among those of its loop. */
    int index() {
        return index;
    }

    void placed(int at) {
        index = at;
    }

    void taken() {
        index = CLOSED;
    }
}
