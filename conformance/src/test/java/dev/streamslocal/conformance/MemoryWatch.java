package dev.streamslocal.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Notes the most a server ever needs of memory, threads and file handles while it works. A thread of its own writes, any reads. */
final class MemoryWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    /** Asking the JVM costs a process each time. */
    private static final int SAMPLES_PER_ASKING = 20;

    private final long pid;
    private final Thread thread;
    private final Map<String, Long> committed = new TreeMap<>();
    private long rssBytes;
    private long peakBytes;
    private long unknownBytes;
    private int threads;
    private int files;
    private int samples;

    MemoryWatch(PackagedServer server) {
        this.pid = server.pid();
        this.thread = Thread.ofPlatform().daemon().name("memory-watch").start(this::watch);
    }

    private void watch() {
        try {
            for (int sample = 0; ; sample++) {
                note();
                if (sample % SAMPLES_PER_ASKING == 0) {
                    ask();
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException | IOException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note() {
        ProcessSample.of(pid).ifPresent(sample -> {
            samples++;
            rssBytes = Math.max(rssBytes, sample.rssBytes());
            peakBytes = Math.max(peakBytes, sample.peakBytes());
            threads = Math.max(threads, sample.threads());
            files = Math.max(files, sample.files());
        });
    }

    private void ask() throws IOException {
        Map<String, Long> now = NativeMemory.committedBytes(pid);
        long rss = ProcessSample.of(pid).map(ProcessSample::rssBytes).orElse(0L);
        synchronized (this) {
            now.forEach((name, bytes) -> committed.merge(name, bytes, Math::max));
            unknownBytes = Math.max(unknownBytes, rss - now.getOrDefault(NativeMemory.TOTAL, rss));
        }
    }

    /** The most the process ever had in RAM; the kernel counts it, so that nothing between two samples is missed. */
    synchronized long peakBytes() {
        return peakBytes;
    }

    synchronized String maxima() {
        var text = new StringBuilder(
                "RSS %d MiB (peak %d), %d threads, %d file handles in %d samples; most committed, MiB:"
                        .formatted(rssBytes >> 20, peakBytes >> 20, threads, files, samples));
        committed.forEach((name, bytes) -> {
            if (bytes >> 20 > 0) {
                text.append(' ').append(name).append(' ').append(bytes >> 20).append(',');
            }
        });
        return text + " RSS beyond the JVM's own count " + (unknownBytes >> 20);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        note();
    }
}
