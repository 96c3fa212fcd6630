package dev.streamslocal.engine.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The watches of one event loop on one stream. Confined to that loop, but for {@link #schedule}. */
final class LoopWatches implements Runnable {
    private final Executor loop;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<Watch> open = new ArrayList<>();

    /** Written by the loop, for others to read. */
    private volatile int readers;

    private volatile int reports;

    LoopWatches(Executor loop) {
        this.loop = loop;
    }

    Executor loop() {
        return loop;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void add(Watch watch) {
        watch.placed(open.size());
        open.add(watch);
        count(watch, 1);
    }

    void remove(Watch watch) {
        var last = open.remove(open.size() - 1);
        if (last != watch) {
            open.set(watch.index(), last);
            last.placed(watch.index());
        }
        watch.taken();
        count(watch, -1);
    }

    // Only the loop writes, so that nothing comes between the look and the change.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(Watch watch, int change) {
        if (watch.forReport()) {
            reports += change;
        } else {
            readers += change;
        }
    }

    /** Watches of those who wait for messages. Any thread. */
    int readers() {
        return readers;
    }

    /** Watches of those who wait for a report. Any thread. */
    int reports() {
        return reports;
    }

    /** Lets the watches be woken soon. Any thread. */
    void schedule() {
        if (scheduled.getAndSet(true)) {
            return;
        }
        try {
            loop.execute(this);
        } catch (RejectedExecutionException stopped) {
            // The loop has ended, and every connection of it before: nobody waits any more.
            scheduled.set(false);
        }
    }

    @Override
    public void run() {
        // Before the first reader looks at the tail: a commit after this line schedules anew.
        scheduled.set(false);
        // Backwards, since a woken watch may close itself, and the last one then takes its place.
        for (int i = open.size() - 1; i >= 0; i--) {
            if (i < open.size()) {
                open.get(i).wake();
            }
        }
    }
}
