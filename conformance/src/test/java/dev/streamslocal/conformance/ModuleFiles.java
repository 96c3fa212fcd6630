package dev.streamslocal.conformance;

import java.nio.file.Path;

/** Where this module lies on disk. */
final class ModuleFiles {
    static final Path DIRECTORY =
            Path.of(System.getProperty("conformance.basedir", "")).toAbsolutePath();

    private ModuleFiles() {}
}
