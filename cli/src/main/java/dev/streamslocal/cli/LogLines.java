package dev.streamslocal.cli;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes lines that come from threads which may not wait. Lives on a thread of its own; what it cannot keep up with is left out, and
 * counted in a line that says so.
 */
final class LogLines implements Consumer<String> {
    static final int WAITING_MAX = 8_192;

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong leftOut = new AtomicLong();
    private final PrintStream out;

    LogLines(PrintStream out) {
        this.out = out;
        Thread.ofPlatform().daemon().name("streams-log").start(this::write);
    }

    @Override
    public void accept(String line) {
        if (!waiting.offer(line)) {
            leftOut.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (true) {
                out.println(waiting.take());
                var missing = leftOut.getAndSet(0);
                if (missing > 0) {
                    out.println("[requests] " + missing + " lines left out: the log takes no more");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
