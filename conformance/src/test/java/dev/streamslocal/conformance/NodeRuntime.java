package dev.streamslocal.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Node of version 20 or later and the npm beside it: found by the build's own script, or on the path. */
final class NodeRuntime {
    private static final int VERSION_MIN = 20;
    private static final Path ENSURE_NODE =
            ModuleFiles.DIRECTORY.resolve("../.mvn/ensure-node.sh").normalize();

    private final Path node;

    private NodeRuntime(Path node) {
        this.node = node;
    }

    /** Finds it, or fails with one sentence that says what is missing. */
    static NodeRuntime find() throws IOException, InterruptedException {
        Path node = Files.isRegularFile(ENSURE_NODE)
                ? ensured()
                : onPath("node").orElseThrow(() -> missing("Node was not found on the path"));
        String version = output(List.of(node.toString(), "--version"));
        if (major(version) < VERSION_MIN) {
            throw missing(node + " is " + version);
        }
        return new NodeRuntime(node);
    }

    ProcessBuilder node(String... arguments) {
        return onThisNode(
                Stream.concat(Stream.of(node.toString()), Stream.of(arguments)).toList());
    }

    /** The npm delivered with this Node, else the one on the path, run by this Node. */
    ProcessBuilder npm(String... arguments) {
        Path bundled =
                node.resolveSibling("../lib/node_modules/npm/bin/npm-cli.js").normalize();
        if (Files.isRegularFile(bundled)) {
            return node(Stream.concat(Stream.of(bundled.toString()), Stream.of(arguments))
                    .toArray(String[]::new));
        }
        Path npm = onPath("npm")
                .orElseThrow(() -> new IllegalStateException(
                        "The official suite needs npm to be installed; it lies neither beside " + node
                                + " nor on the path (Debian: apt-get install npm)."));
        return onThisNode(
                Stream.concat(Stream.of(npm.toString()), Stream.of(arguments)).toList());
    }

    private ProcessBuilder onThisNode(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment()
                .merge("PATH", node.getParent().toString(), (path, first) -> first + File.pathSeparator + path);
        return builder;
    }

    private static Path ensured() throws IOException, InterruptedException {
        String printed = output(List.of("sh", ENSURE_NODE.toString()));
        Path node = Path.of(printed.substring(printed.lastIndexOf('\n') + 1).trim());
        if (!Files.isExecutable(node)) {
            throw missing(ENSURE_NODE + " named no Node");
        }
        return node.toRealPath();
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int major(String version) {
        return version.matches("v\\d+\\..*") ? Integer.parseInt(version.substring(1, version.indexOf('.'))) : 0;
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw missing(String.join(" ", command) + " failed" + (text.isEmpty() ? "" : ": " + text));
        }
        return text;
    }

    private static IllegalStateException missing(String found) {
        return new IllegalStateException("The official suite needs Node " + VERSION_MIN + " or later: " + found + ".");
    }
}
