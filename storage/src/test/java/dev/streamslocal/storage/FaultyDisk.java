package dev.streamslocal.storage;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A folder on a disk that remembers, fails and kills as ordered: {@code src/test/native/faultydisk.c} preloaded into a child process. It
 * acts on the files of the database {@link #file()} alone.
 */
final class FaultyDisk {

    /** Numbers of the files in orders and in records. */
    static final int ANY = -1;

    static final int MAIN = 0;
    static final int WAL = 1;
    static final int DRAFT = 3;
    static final int NOTES = 6;

    static final String NAME = "durable-streams.sqlite";

    /** What the names of the files end in, by their number. */
    static final List<String> SUFFIXES = List.of("", "-wal", "-journal", ".new", ".new-wal", ".new-journal", ".notes");

    private static final int NO_COMPILER = 3;
    private static final int CHILD_SECONDS_MAX = 300;

    final Path root;

    FaultyDisk(Path root) throws IOException {
        // SQLite follows links before it opens a file, and the library compares names.
        this.root = Files.createDirectories(root).toRealPath();
    }

    Path file() {
        return root.resolve(NAME);
    }

    Path file(int number) {
        return root.resolve(NAME + SUFFIXES.get(number));
    }

    /** Takes effect at the next change to one of the files. */
    void order(String... orders) {
        try {
            Path draft = Files.write(root.resolve("orders.new"), List.of(orders));
            Files.move(draft, root.resolve("orders"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a failure that was ordered has happened; forgets it. */
    boolean wasHit() throws IOException {
        return Files.deleteIfExists(root.resolve("hit"));
    }

    /** Starts a main class on this disk, where a sync costs nothing; what it says on stderr goes to the folder. */
    Process start(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(root.resolve("stderr").toFile()))
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(root.resolve("stdout").toFile()));
        builder.environment().put("LD_PRELOAD", library().toString());
        builder.environment().put("FAULTYDISK_ROOT", root.toString());
        builder.environment().put("FAULTYDISK_NOSYNC", "1");
        return builder.start();
    }

    /** Runs a main class to its end; its exit code. */
    int run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Process process = start(main, arguments);
        if (!process.waitFor(CHILD_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(main.getSimpleName() + " does not end, see " + root);
        }
        return process.exitValue();
    }

    String stderr() {
        try {
            return Files.readString(root.resolve("stderr"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a folder with all that lies in it. */
    static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Where many small files are best made: in memory, if the system has such a folder and it is large enough. */
    static Path fastFolder(Path otherwise) throws IOException {
        File memory = new File("/dev/shm");
        boolean fits = memory.isDirectory() && memory.canWrite() && memory.getUsableSpace() > 512L << 20;
        return fits ? Files.createTempDirectory(memory.toPath(), "streams-local-") : otherwise;
    }

    private static synchronized Path library() throws IOException, InterruptedException {
        Path build = Path.of(System.getProperty("basedir", "."), "../.mvn/build-faulty-disk.sh");
        Process process = new ProcessBuilder("sh", build.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(process.getInputStream().readAllBytes()).trim();
        int exit = process.waitFor();
        if (exit == NO_COMPILER) {
            System.err.println("LEFT OUT: without a C compiler no disk faults can be tested here");
            abort("no C compiler");
        }
        if (exit != 0) {
            throw new IllegalStateException(build + " ended with " + exit);
        }
        return Path.of(path);
    }
}
