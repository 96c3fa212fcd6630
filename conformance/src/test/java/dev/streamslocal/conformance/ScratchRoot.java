package dev.streamslocal.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A data root for one test, which takes it away again when all went well. */
final class ScratchRoot {
    private final Path root;

    ScratchRoot() {
        this(PackagedServer.newRoot());
    }

    /** One that is there already. */
    ScratchRoot(Path root) {
        this.root = root;
    }

    Path path() {
        return root;
    }

    /** Where the server says what goes wrong. */
    Path log() {
        return root.resolveSibling(root.getFileName() + ".log");
    }

    void delete() throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
