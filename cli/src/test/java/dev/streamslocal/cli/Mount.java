package dev.streamslocal.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system in memory, of the size and with the rights that a test asks for. */
final class Mount implements AutoCloseable {
    private final Path path;

    private Mount(Path path) {
        this.path = path;
    }

    /** Mounts it on a directory; where that is not allowed the test is left out. */
    static Mount tmpfs(Path directory, String options) throws IOException, InterruptedException {
        var code = run("mount", "-t", "tmpfs", "-o", options, "streams-test", directory.toString());
        assumeTrue(code == 0, "LEFT OUT: this test mounts a file system, for which it has to be root on Linux");
        return new Mount(directory);
    }

    void change(String options) throws IOException, InterruptedException {
        check(run("mount", "-o", "remount," + options, path.toString()));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        check(run("umount", "-l", path.toString()));
    }

    private static void check(int code) {
        if (code != 0) {
            throw new IllegalStateException("mount or umount ended with " + code);
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(words));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
