package dev.streamslocal.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for sockets and for times. Confined to the thread of the command. */
final class Loop implements AutoCloseable {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    // A selector sleeps whole milliseconds only, which would send every append of a timetable up to one too late.
    private static final long NAP = 50_000;

    private static final long SILENCE_CHECK = TimeUnit.SECONDS.toNanos(1);
    private static final int READ_BYTES = 256 * 1024;

    private final Selector selector;
    private final byte[] buffer = new byte[READ_BYTES];
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private long silenceCheck = System.nanoTime();

    private record Timer(long due, Runnable action) {}

    Loop() {
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Selector selector() {
        return selector;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Does something later. */
    void after(long nanos, Runnable action) {
        timers.add(new Timer(System.nanoTime() + nanos, action));
    }

    /** Waits for the next event, at most until then, and handles all that are due. */
    void turn(long untilNanos) {
        var now = System.nanoTime();
        var next = timers.peek();
        var wait = (next == null ? untilNanos : Math.min(untilNanos, next.due())) - now;
        try {
            if (wait >= MILLISECOND) {
                selector.select(Loop::ready, wait / MILLISECOND);
            } else if (selector.selectNow(Loop::ready) == 0 && wait > 0) {
                LockSupport.parkNanos(Math.min(wait, NAP));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        runTimers();
        if (now - silenceCheck > SILENCE_CHECK) {
            silenceCheck = now;
            connections().forEach(each -> each.checkSilence(now));
        }
    }

    private void runTimers() {
        var now = System.nanoTime();
        for (var next = timers.peek(); next != null && next.due() <= now; next = timers.peek()) {
            timers.poll();
            next.action().run();
        }
    }

    private static void ready(SelectionKey key) {
        ((Connection) key.attachment()).ready();
    }

    private List<Connection> connections() {
        var all = new ArrayList<Connection>();
        selector.keys().forEach(key -> all.add((Connection) key.attachment()));
        return all;
    }

    @Override
    public void close() {
        connections().forEach(Connection::close);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
