package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.storage.DirectoryLock;
import dev.streamslocal.storage.LockedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The files of one server (contract 50 §1.3). */
record ServerDirectory(Path path) {
    private static final List<String> DATABASE_SUFFIXES = List.of("", "-wal", "-shm", "-journal");

    Path database() {
        return path.resolve("durable-streams.sqlite");
    }

    /** Deletes the database, which must not be open. */
    void deleteDatabase() throws IOException {
        for (var suffix : DATABASE_SUFFIXES) {
            Files.deleteIfExists(path.resolve(database().getFileName() + suffix));
        }
    }

    Path serverFile() {
        return path.resolve("server.json");
    }

    Path log() {
        return path.resolve("streams.log");
    }

    /**
     * Takes the directory for this process.
     *
     * @param onLost told why it is no longer ours
     * @throws StartException if another server holds it, it cannot be written to, or its database is a link to nothing
     */
    DirectoryLock lock(ServerOptions options, Consumer<String> onLost) {
        checkLink();
        try {
            return DirectoryLock.acquire(path, options.lockTiming(), options.clock(), onLost);
        } catch (LockedException e) {
            throw new StartException(Fault.LOCKED, e.getMessage() + " (" + e.code() + "): " + e.file(), e);
        } catch (UncheckedIOException e) {
            throw new StartException(Fault.DIRECTORY, e);
        }
    }

    /** Where a link leads to a disk that is not there, a new and empty database in its place would hide that. */
    private void checkLink() {
        if (Files.isSymbolicLink(database()) && Files.notExists(database())) {
            throw new StartException(Fault.DATABASE, database() + " is a link to nothing");
        }
    }
}
