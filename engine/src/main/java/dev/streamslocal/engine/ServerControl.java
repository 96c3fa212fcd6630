package dev.streamslocal.engine;

import dev.streamslocal.engine.StartException.Fault;
import dev.streamslocal.storage.DirectoryLock;
import dev.streamslocal.storage.IoReason;
import dev.streamslocal.storage.LivingProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Looks at the servers of a data root from outside, ends them and clears their data (contract 50 §4, decision 12). Believes a recorded
 * process number only if {@code server.owner} says when that process began; never asks the lock. Blocks the caller.
 *
 * {@snippet class="dev.streamslocal.engine.examples.ServerExamplesIT" region="control"}
 */
public final class ServerControl {
    private static final Duration STOP_WAIT = Duration.ofSeconds(5);
    private static final Duration STOP_PAUSE = Duration.ofMillis(100);

    private final DataRoot root;

    public ServerControl(DataRoot root) {
        this.root = root;
    }

    /** The server of this name, which need never have been there; makes nothing. */
    public ServerStatus status(ServerName name) {
        var directory = root.directory(name);
        var file = new ServerFile(directory.serverFile());
        var dump = file.read();
        return new ServerStatus(
                name.text(),
                directory.path().toString(),
                dump,
                dump.flatMap(exports -> file.text()),
                dump.map(exports -> HealthProbe.isAlive(exports.pid())).orElse(false),
                dump.map(exports -> HealthProbe.answers(exports.url())).orElse(false));
    }

    /**
     * All servers that have a directory, by name.
     *
     * @throws StartException if a directory has a name that no server can have, or the root cannot be read
     */
    public List<ServerStatus> status() {
        return names().stream().sorted().map(ServerName::of).map(this::status).toList();
    }

    private List<String> names() {
        try (var entries = Files.list(root.path())) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw cannot("read", root.path(), e);
        }
    }

    /**
     * Asks the process of a server to end, and waits up to 5 s for that; works on one that answers nothing.
     *
     * @throws StartException if the system refuses the signal
     */
    public StopResult stop(ServerName name) throws InterruptedException {
        var directory = root.directory(name);
        var exports = new ServerFile(directory.serverFile()).read();
        if (exports.isEmpty()) {
            return StopResult.notFound(name);
        }
        var pid = exports.get().pid();
        var process = ProcessHandle.of(pid).filter(handle -> owns(handle, directory));
        if (process.isEmpty()) {
            return StopResult.notRunning(name, pid);
        }
        if (!process.get().destroy() && process.get().isAlive()) {
            throw new StartException(
                    Fault.PROCESS, "the system refuses to signal process " + pid + " of server " + name);
        }
        return StopResult.signalled(name, pid, ends(process.get()));
    }

    private static boolean ends(ProcessHandle process) throws InterruptedException {
        var giveUp = System.nanoTime() + STOP_WAIT.toNanos();
        while (LivingProcess.runs(process)) {
            if (System.nanoTime() > giveUp) {
                return false;
            }
            Thread.sleep(STOP_PAUSE);
        }
        return true;
    }

    private static boolean owns(ProcessHandle process, ServerDirectory directory) {
        return LivingProcess.runs(process)
                && DirectoryLock.owner(directory.path())
                        .map(ProcessHandle::pid)
                        .filter(pid -> pid == process.pid())
                        .isPresent();
    }

    /**
     * Deletes the database of a server, and whatever another make has cached beside it.
     *
     * @throws StartException {@code server is running: N}, or if a file cannot be deleted
     */
    public ResetReport reset(ServerName name) {
        var directory = root.directory(name);
        if (DirectoryLock.owner(directory.path()).isPresent() || status(name).running()) {
            throw new StartException(Fault.LOCKED, "server is running: " + name);
        }
        try {
            directory.deleteDatabase();
            deleteTree(directory.path().resolve("cache"));
        } catch (IOException e) {
            throw cannot("delete", directory.path(), e);
        }
        return new ResetReport(name.text(), directory.database());
    }

    /** Does not follow links out of the directory. */
    private static void deleteTree(Path tree) throws IOException {
        var paths = new ArrayList<Path>();
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            try (var walk = Files.walk(tree)) {
                walk.forEach(paths::add);
            }
        }
        paths.sort(Comparator.reverseOrder());
        for (var path : paths) {
            Files.delete(path);
        }
    }

    private static StartException cannot(String what, Path path, IOException cause) {
        return new StartException(Fault.DIRECTORY, "cannot " + what + " " + IoReason.of(path, cause), cause);
    }
}
