package dev.streamslocal.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a data directory to one server, also against servers of other makes (contract 50 §2, decision 11).
 *
 * <p>Acquired on the caller's thread, refreshed on a thread of its own, so that a busy server does not lose its lock.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

    // Starts of one process come one after the other: a second one must see the owner file of the first before it could
    // open, and by closing unlock, the file the first one holds.
    private static final Object ACQUIRING = new Object();

    private final Path directory;
    private final Path file;
    private final LockDirectory lockDirectory;
    private final OwnerFile ownerFile;
    private final FileClaim claim;
    private final LockTiming timing;
    private final InstantSource clock;
    private final Consumer<String> onLost;
    private final ProcessIdentity self = ProcessIdentity.ofThisProcess();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread refresher;

    private long heldMillis;
    private long refreshedMillis;
    private volatile long refreshedNanos;
    private boolean ownerFileFails;
    private volatile boolean lost;

    private DirectoryLock(Path directory, LockTiming timing, InstantSource clock, Consumer<String> onLost) {
        this.directory = directory;
        this.file = directory.resolve("server.lock");
        this.lockDirectory = new LockDirectory(directory.resolve("server.lock.lock"));
        this.ownerFile = new OwnerFile(directory);
        this.claim = new FileClaim(file);
        this.timing = timing;
        this.clock = clock;
        this.onLost = onLost;
        this.refresher = Thread.ofPlatform()
                .daemon()
                .name("streams-lock-" + directory.getFileName())
                .unstarted(this::refreshUntilClosed);
    }

    /**
     * Takes the lock of a directory, which is made when it is missing.
     *
     * @param onLost called once, on the lock's thread and with the reason, when another process has taken the lock
     *     away; whoever held it must stop serving and then close this
     * @throws LockedException when another server or an earlier start of this process holds it
     * @throws UncheckedIOException when the directory cannot be used
     */
    public static DirectoryLock acquire(
            Path directory, LockTiming timing, InstantSource clock, Consumer<String> onLost) {
        var lock = new DirectoryLock(directory.toAbsolutePath().normalize(), timing, clock, onLost);
        synchronized (ACQUIRING) {
            lock.take();
        }
        lock.refresher.start();
        return lock;
    }

    /** The process that {@code server.owner} of a directory names, if it is still there and began when it should have. */
    public static Optional<ProcessHandle> owner(Path directory) {
        try {
            return new OwnerFile(directory.toAbsolutePath().normalize())
                    .read()
                    .map(OwnerFile.Owner::process)
                    .filter(ProcessIdentity::alive)
                    .flatMap(process -> ProcessHandle.of(process.pid()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the lock was shown to be ours so lately that nobody can have taken it since. Any thread. */
    public boolean isFresh() {
        return !lost && System.nanoTime() - refreshedNanos < TimeUnit.MILLISECONDS.toNanos(timing.stale());
    }

    private void refreshedNow() {
        refreshedMillis = clock.millis();
        refreshedNanos = System.nanoTime();
    }

    /** Gives the lock back, unless it was lost. A second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stopping.countDown();
        joinRefresher();
        try (claim) {
            if (!lost && isStillOurs()) {
                lockDirectory.remove();
                ownerFile.delete();
            }
        } catch (IOException e) {
            LOG.warn("lock not released: {}", file, e);
        }
    }

    private void take() {
        try {
            createDirectory();
            createLockFile();
            takeDirectory();
        } catch (IOException e) {
            closeClaim();
            throw new UncheckedIOException("cannot lock " + IoReason.of(file, e), e);
        } catch (RuntimeException e) {
            closeClaim();
            throw e;
        }
    }

    private void takeDirectory() throws IOException {
        var found = lockDirectory.modified();
        if (found.isPresent() && !isStale(found.getAsLong()) && !isAbandoned(found.getAsLong())) {
            throw new LockedException(file);
        }
        if (!isFree(found, claim.claim()) || !lockDirectory.modified().equals(found)) {
            throw new LockedException(file);
        }
        var probeMillis = LockDirectory.probeMillis(clock.millis());
        ownerFile.write(new OwnerFile.Owner(self, probeMillis, LockDirectory.wholeSecond(probeMillis)));
        if (found.isPresent()) {
            lockDirectory.remove();
        }
        if (!lockDirectory.make()) {
            ownerFile.delete();
            throw new LockedException(file);
        }
        heldMillis = lockDirectory.probe(probeMillis);
        refreshedNow();
    }

    private boolean isFree(OptionalLong found, FileClaim.Answer answer) {
        return switch (answer) {
            case HELD -> true;
            // A stale directory is free by its age alone: its owner may be suspended and still have the file.
            case BUSY -> found.isPresent() && isStale(found.getAsLong());
            case UNSUPPORTED -> found.isEmpty() || isStale(found.getAsLong());
        };
    }

    private boolean isStale(long modifiedMillis) {
        return modifiedMillis < clock.millis() - timing.stale();
    }

    private boolean isAbandoned(long modifiedMillis) throws IOException {
        return ownerFile
                .read()
                .filter(owner -> owner.names(modifiedMillis))
                .filter(owner -> !owner.process().alive())
                .isPresent();
    }

    private void refreshUntilClosed() {
        try {
            var pause = timing.refresh();
            while (!lost && !stopping.await(pause, TimeUnit.MILLISECONDS)) {
                pause = refresh();
            }
        } catch (InterruptedException e) {
            lose("its thread was interrupted");
        }
    }

    /** Shows that the owner lives; returns the milliseconds until the next time. */
    private long refresh() {
        try {
            if (!isStillOurs()) {
                lose("its directory was taken over or removed");
                return timing.retry();
            }
            var nextMillis = lockDirectory.stampMillis(clock.millis());
            announce(nextMillis);
            heldMillis = lockDirectory.stamp(nextMillis);
            refreshedNow();
            claim.claim();
            return timing.refresh();
        } catch (IOException | RuntimeException | Error e) {
            // Also what nobody expects: without this thread the writer would wait for it for ever.
            LOG.warn("lock not refreshed: {}", file, e);
            if (clock.millis() - refreshedMillis > timing.stale()) {
                lose("it could not be refreshed: " + e.getMessage());
            }
            return timing.retry();
        }
    }

    private boolean isStillOurs() throws IOException {
        return lockDirectory.modified().equals(OptionalLong.of(heldMillis));
    }

    // On a full disk this fails, and a server goes on reading there: a successor then waits until the lock is stale.
    private void announce(long nextMillis) {
        try {
            ownerFile.write(new OwnerFile.Owner(self, heldMillis, nextMillis));
            ownerFileFails = false;
        } catch (IOException e) {
            if (!ownerFileFails) {
                LOG.warn("owner of the lock not written: {}", file, e);
            }
            ownerFileFails = true;
        }
    }

    private void lose(String reason) {
        lost = true;
        try {
            onLost.accept("lost the lock " + file + ": " + reason);
        } catch (RuntimeException e) {
            LOG.error("not stopped after the lock was lost: {}", file, e);
        }
    }

    private void createDirectory() throws IOException {
        try {
            PrivateFiles.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new NotDirectoryException(e.getFile());
        }
    }

    private void createLockFile() throws IOException {
        try {
            PrivateFiles.createFile(file);
        } catch (FileAlreadyExistsException e) {
            LOG.trace("lock file stands already: {}", file);
        }
    }

    private void closeClaim() {
        try {
            claim.close();
        } catch (IOException e) {
            LOG.warn("lock file not closed: {}", file, e);
        }
    }

    private void joinRefresher() {
        if (Thread.currentThread() == refresher) {
            return;
        }
        var interrupted = false;
        while (refresher.isAlive()) {
            try {
                refresher.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
