package dev.streamslocal.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the kernel (Linux) says about a process at one moment.
 *
 * @param rssBytes memory it has in RAM
 * @param peakBytes the most it ever had there
 * @param files its open file handles, sockets included
 */
record ProcessSample(long rssBytes, long peakBytes, int threads, int files) {

    /** Empty when the process is gone. */
    static Optional<ProcessSample> of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try (var handles = Files.list(process.resolve("fd"))) {
            int files = (int) handles.count();
            String status = Files.readString(process.resolve("status"));
            if (!status.contains("VmRSS:")) {
                return Optional.empty();
            }
            return Optional.of(new ProcessSample(
                    number(status, "VmRSS:") << 10,
                    number(status, "VmHWM:") << 10,
                    (int) number(status, "Threads:"),
                    files));
        } catch (IOException | UncheckedIOException gone) {
            return Optional.empty();
        }
    }

    private static long number(String status, String name) {
        String rest = status.substring(status.indexOf(name) + name.length()).trim();
        return Long.parseLong(rest.split("\\s", 2)[0]);
    }
}
