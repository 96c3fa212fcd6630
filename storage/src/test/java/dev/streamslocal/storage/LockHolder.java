package dev.streamslocal.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/** A process of its own that takes a lock, says so on its output, and keeps it until it is killed. */
final class LockHolder implements AutoCloseable {
    private final Process process;
    private final String firstLine;

    private LockHolder(Process process, String firstLine) {
        this.process = process;
        this.firstLine = firstLine;
    }

    /** @param what {@code directory} for the whole lock, {@code file} for the operating system's lock alone */
    static LockHolder start(String what, Path directory) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        what,
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return new LockHolder(process, String.valueOf(line));
    }

    String firstLine() {
        return firstLine;
    }

    ProcessIdentity identity() {
        return new ProcessIdentity(
                process.pid(), process.info().startInstant().orElseThrow().toEpochMilli());
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    public static void main(String[] args) throws Exception {
        System.out.println(take(args[0], Path.of(args[1])));
        Thread.sleep(Long.MAX_VALUE);
    }

    private static String take(String what, Path directory) throws IOException {
        if (what.equals("file")) {
            var channel = FileChannel.open(directory.resolve("server.lock"), StandardOpenOption.WRITE);
            return channel.tryLock() == null ? "busy" : "held";
        }
        try {
            DirectoryLock.acquire(directory, LockTiming.SHARED, InstantSource.system(), reason -> {});
            return "held";
        } catch (LockedException e) {
            return "locked";
        }
    }
}
