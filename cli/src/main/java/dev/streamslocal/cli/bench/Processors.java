package dev.streamslocal.cli.bench;

import java.time.Duration;
import java.util.List;

/** Processor time of this process, and of the server where it is a child of this one. */
final class Processors {
    private final List<ProcessHandle> servers;

    /**
     * @param client nanoseconds
     * @param server nanoseconds, negative if the server is not ours to look at
     */
    record Used(long client, long server) {}

    /** @param servers none or one */
    Processors(List<ProcessHandle> servers) {
        this.servers = servers;
    }

    Used read() {
        return new Used(nanos(ProcessHandle.current()), servers.isEmpty() ? -1 : nanos(servers.getFirst()));
    }

    private static long nanos(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(-1L);
    }
}
