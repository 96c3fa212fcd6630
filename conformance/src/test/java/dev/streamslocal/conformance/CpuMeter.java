package dev.streamslocal.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The CPU time a server has used, in nanoseconds as the kernel's scheduler (Linux) counts it. The JVM's compilers are left
 * out: they work for the code, not for the requests that are measured.
 */
final class CpuMeter {
    private final Path tasks;

    CpuMeter(PackagedServer server) {
        this.tasks = Path.of("/proc", Long.toString(server.pid()), "task");
    }

    long nanos() {
        long nanos = 0;
        try (var threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                nanos += nanos(thread);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        return nanos;
    }

    private static long nanos(Path thread) {
        try {
            String name = Files.readString(thread.resolve("comm"));
            if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
                return 0;
            }
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
        } catch (IOException ended) {
            return 0;
        }
    }
}
