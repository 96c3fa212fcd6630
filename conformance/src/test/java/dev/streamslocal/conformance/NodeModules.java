package dev.streamslocal.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pinned npm packages of the tests, installed below this module's target folder. */
final class NodeModules {
    /** Where they lie, and where what uses them runs. */
    static final Path WORK = ModuleFiles.DIRECTORY.resolve("target/official-suite");

    /** What the last program printed. */
    static final Path LOG = WORK.resolve("vitest.log");

    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "official.test.mjs", "vitest.config.mjs", "hold-lock.cjs");
    private static final Path INSTALLED = WORK.resolve("installed-lock.json");
    private static final int MINUTES_MAX = 10;

    private NodeModules() {}

    /** Brings them there, unless they are. */
    static synchronized void install(NodeRuntime node) throws IOException, InterruptedException {
        Files.createDirectories(WORK);
        for (String file : FILES) {
            Files.copy(ModuleFiles.DIRECTORY.resolve(file), WORK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path lock = WORK.resolve("package-lock.json");
        if (Files.isRegularFile(INSTALLED) && Files.mismatch(lock, INSTALLED) == -1) {
            return;
        }
        if (execute(node.npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")) != 0) {
            throw new IllegalStateException("npm could not install the packages of the tests, see " + LOG);
        }
        Files.copy(lock, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs a program to its end; returns its exit code. */
    static int execute(ProcessBuilder command) throws IOException, InterruptedException {
        command.directory(WORK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile())
                .redirectInput(new File("/dev/null"));
        Process process = command.start();
        try {
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        command.command() + " did not end within " + MINUTES_MAX + " minutes, see " + LOG);
            }
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
