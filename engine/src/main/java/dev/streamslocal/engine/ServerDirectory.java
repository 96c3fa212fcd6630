package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.storage.DirectoryLock;
import dev.streamslocal.storage.LockedException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The files of one server (contract 50 §1.3). */
record ServerDirectory(Path path) {

    Path database() {
        return path.resolve("durable-streams.sqlite");
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
     * @throws StartException if another server holds it, or it cannot be written to
     */
    DirectoryLock lock(ServerOptions options, Consumer<String> onLost) {
        try {
            return DirectoryLock.acquire(path, options.lockTiming(), options.clock(), onLost);
        } catch (LockedException e) {
            throw new StartException(Fault.LOCKED, e.getMessage() + " (" + e.code() + "): " + e.file(), e);
        } catch (UncheckedIOException e) {
            throw new StartException(Fault.DIRECTORY, e);
        }
    }
}
