package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DirectoryLockTest {
    private static final long NOW = 1_800_000_000_123L;
    private static final InstantSource FIXED = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    private static final LockTiming QUICK = new LockTiming(2_000, 10, 10);

    @TempDir
    Path root;

    private final List<DirectoryLock> open = new ArrayList<>();
    private final LinkedBlockingQueue<String> losses = new LinkedBlockingQueue<>();
    private Path directory;
    private Path lockDirectory;

    @BeforeEach
    void names() {
        directory = root.resolve("data").resolve("default");
        lockDirectory = directory.resolve("server.lock.lock");
    }

    @AfterEach
    void closeAll() {
        open.forEach(DirectoryLock::close);
    }

    @Test
    void acquire_newDirectory_makesEmptyLockDirectoryAndOwnerFile() throws IOException {
        acquireAt(FIXED);

        assertThat(directory.resolve("server.lock")).isRegularFile().isEmptyFile();
        assertThat(lockDirectory).isEmptyDirectory();
        assertThat(modified()).isEqualTo(NOW);
        assertThat(directory.resolve("server.owner"))
                .content()
                .isEqualTo(
                        "{\"pid\":%d,\"processStart\":%d,\"lockMtimeMs\":1800000000123,\"nextMtimeMs\":1800000001000}\n"
                                .formatted(
                                        ProcessHandle.current().pid(),
                                        ProcessHandle.current()
                                                .info()
                                                .startInstant()
                                                .orElseThrow()
                                                .toEpochMilli()));
    }

    @Test
    void acquire_heldByThisProcess_isLocked() {
        acquire();

        assertThatThrownBy(this::acquire)
                .isInstanceOfSatisfying(LockedException.class, e -> {
                    assertThat(e.code()).isEqualTo("ELOCKED");
                    assertThat(e.file()).isEqualTo(directory.resolve("server.lock"));
                })
                .hasMessage("Lock file is already being held");
    }

    @Test
    void acquire_refusedInThisProcess_leavesTheFileClaimOfTheHolder() throws Exception {
        acquire();
        assertThatThrownBy(this::acquire).isInstanceOf(LockedException.class);

        try (var other = LockHolder.start("file", directory)) {
            assertThat(other.firstLine()).isEqualTo("busy");
        }
    }

    @Test
    void acquire_whereNoDirectoryCanBe_namesWhatIsInTheWay() throws IOException {
        var file = Files.createFile(root.resolve("data"));
        refused(directory + "/server.lock: " + directory + ": Not a directory");
        Files.delete(file);
        Files.createDirectory(file);
        Files.createFile(directory);
        refused(directory + "/server.lock: " + directory + ": Not a directory");
        Files.delete(directory);
        Files.createSymbolicLink(directory, Path.of("nowhere"));
        refused(directory + "/server.lock: " + directory + ": Not a directory");
    }

    @Test
    void acquire_lockFileIsADirectory_isRefused() throws IOException {
        Files.createDirectories(directory.resolve("server.lock"));
        refused(directory + "/server.lock: Is a directory");
        assertThat(lockDirectory).doesNotExist();
    }

    private void refused(String reason) {
        assertThatThrownBy(this::acquire)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot lock " + reason);
    }

    @Test
    void acquire_heldByAnotherProcess_isLocked() throws Exception {
        try (var holder = LockHolder.start("directory", directory)) {
            assertThat(holder.firstLine()).isEqualTo("held");
            assertThatThrownBy(this::acquire).isInstanceOf(LockedException.class);
        }
    }

    @Test
    void acquire_ownerKilled_takesOverAtOnce() throws Exception {
        var holder = LockHolder.start("directory", directory);
        assertThat(holder.firstLine()).isEqualTo("held");
        holder.kill();

        acquire();

        assertThat(new OwnerFile(directory).read().orElseThrow().process()).isEqualTo(ProcessIdentity.ofThisProcess());
    }

    @Test
    void acquire_ownerKilledAndOtherOwnerSince_isLocked() throws Exception {
        var holder = LockHolder.start("directory", directory);
        holder.kill();
        Files.delete(lockDirectory);
        foreignLock(System.currentTimeMillis() + 5);

        assertThatThrownBy(this::acquire).isInstanceOf(LockedException.class);
        assertThat(lockDirectory).isDirectory();
    }

    @Test
    void acquire_ownerKilledBeforeItSetTheAnnouncedTime_takesOverAtOnce() throws Exception {
        foreignLock(NOW - 1_000);
        owner(deadProcess(), NOW - 1_000, NOW);
        acquireAt(FIXED);
    }

    @Test
    void acquire_ownerKilledAfterItSetTheAnnouncedTime_takesOverAtOnce() throws Exception {
        foreignLock(NOW);
        owner(deadProcess(), NOW - 1_000, NOW);
        acquireAt(FIXED);
    }

    @Test
    void acquire_numberOfTheOwnerGivenToAnotherProcess_takesOverAtOnce() throws Exception {
        var self = ProcessIdentity.ofThisProcess();
        foreignLock(NOW);
        owner(new ProcessIdentity(self.pid(), self.start() - 1), NOW, NOW);
        acquireAt(FIXED);
    }

    @Test
    void acquire_ownerAlive_isLocked() throws Exception {
        foreignLock(NOW);
        owner(ProcessIdentity.ofThisProcess(), NOW, NOW);
        assertThatThrownBy(() -> acquireAt(FIXED)).isInstanceOf(LockedException.class);
    }

    @Test
    void acquire_ownerGoneButFileStillClaimed_isLocked() throws Exception {
        foreignLock(NOW);
        owner(deadProcess(), NOW, NOW);
        Files.createFile(directory.resolve("server.lock"));
        try (var claimer = LockHolder.start("file", directory)) {
            assertThat(claimer.firstLine()).isEqualTo("held");
            assertThatThrownBy(() -> acquireAt(FIXED)).isInstanceOf(LockedException.class);
        }
        assertThat(lockDirectory).isDirectory();
    }

    @Test
    void acquire_staleAndFileStillClaimed_isTakenOver() throws Exception {
        foreignLock(NOW - 30_001);
        Files.createFile(directory.resolve("server.lock"));
        try (var claimer = LockHolder.start("file", directory)) {
            assertThat(claimer.firstLine()).isEqualTo("held");
            acquireAt(FIXED);
        }
    }

    @Test
    void acquire_malformedOwnerFile_waitsForStaleness() throws Exception {
        foreignLock(NOW);
        for (var text : List.of("", "{", "{\"pid\":1}", "\u00ff\u0000", "x".repeat(5_000))) {
            Files.writeString(directory.resolve("server.owner"), text);
            assertThatThrownBy(() -> acquireAt(FIXED)).isInstanceOf(LockedException.class);
        }
    }

    @Test
    void acquire_foreignLockOfThirtySeconds_isLocked() throws Exception {
        foreignLock(NOW - 30_000);
        assertThatThrownBy(() -> acquireAt(FIXED)).isInstanceOf(LockedException.class);
    }

    @Test
    void acquire_foreignLockFromTheFuture_isLocked() throws Exception {
        foreignLock(NOW + 1_000);
        assertThatThrownBy(() -> acquireAt(FIXED)).isInstanceOf(LockedException.class);
    }

    @Test
    void acquire_staleForeignLock_isTakenOver() throws Exception {
        foreignLock(NOW - 30_001);
        acquireAt(FIXED);
        assertThat(modified()).isEqualTo(NOW);
    }

    @Test
    void acquire_refused_leavesTheOwnerFileAlone() throws Exception {
        foreignLock(NOW);
        owner(ProcessIdentity.ofThisProcess(), NOW, NOW + 7);
        var before = Files.readString(directory.resolve("server.owner"));
        assertThatThrownBy(() -> acquireAt(FIXED)).isInstanceOf(LockedException.class);
        assertThat(directory.resolve("server.owner")).content().isEqualTo(before);
    }

    @Test
    void refresh_movesTheTimeAndTheOwnerFileAlong() throws Exception {
        acquire();
        var first = modified();
        await(() -> modifiedOrZero() > first + 50);
        assertThat(losses).isEmpty();

        open.removeFirst().close();
        assertThat(lockDirectory).doesNotExist();
    }

    @Test
    void refresh_thatFailsUnexpectedly_isTriedAgain() throws Exception {
        var failures = new AtomicInteger();
        InstantSource clock = () -> {
            if (failures.getAndDecrement() == 1) {
                throw new OutOfMemoryError("made by a test");
            }
            return Instant.now();
        };
        keep(DirectoryLock.acquire(directory, QUICK, clock, losses::add));
        failures.set(1);
        await(() -> failures.get() <= 0);
        var failed = modifiedOrZero();
        await(() -> modifiedOrZero() > failed + 50);
        assertThat(losses).isEmpty();
    }

    @Test
    void refresh_timeChangedByAnother_losesTheLockAndLeavesTheDirectory() throws Exception {
        var lock = acquire();
        await(() -> touched() && !losses.isEmpty());
        assertThat(losses.poll()).contains("taken over or removed");
        lock.close();
        assertThat(lockDirectory).isDirectory();
        assertThat(losses).isEmpty();
    }

    @Test
    void refresh_directoryRemoved_losesTheLock() throws Exception {
        acquire();
        await(() -> removed(lockDirectory));
        assertThat(losses.poll(20, TimeUnit.SECONDS)).contains("taken over or removed");
    }

    @Test
    void close_fromTheLossCallback_returns() throws Exception {
        var closed = new LinkedBlockingQueue<DirectoryLock>();
        var made = new LinkedBlockingQueue<DirectoryLock>();
        var lock = DirectoryLock.acquire(directory, QUICK, InstantSource.system(), reason -> {
            var self = made.poll();
            self.close();
            closed.add(self);
        });
        made.add(lock);
        await(() -> touched() && !closed.isEmpty());
        assertThat(closed).containsExactly(lock);
    }

    @Test
    void close_timeChangedByAnother_leavesTheDirectory() throws Exception {
        var lock = acquireAt(FIXED);
        Files.setLastModifiedTime(lockDirectory, FileTime.fromMillis(NOW + 1));
        lock.close();
        assertThat(lockDirectory).isDirectory();
    }

    @Test
    void close_twice_leavesTheLockOfTheNextOwner() {
        var first = acquire();
        first.close();
        acquire();
        first.close();
        assertThat(lockDirectory).isDirectory();
    }

    @Test
    void close_leavesTheLockFileAlone() throws IOException {
        acquire().close();
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("server.lock"));
        }
    }

    @Test
    void acquire_directoryIsAFile_namesIt() throws IOException {
        Files.createDirectories(directory.getParent());
        Files.createFile(directory);
        assertThatThrownBy(this::acquire).hasMessageContaining(directory.toString());
    }

    private DirectoryLock acquire() {
        return keep(DirectoryLock.acquire(directory, QUICK, InstantSource.system(), losses::add));
    }

    private DirectoryLock acquireAt(InstantSource clock) {
        return keep(DirectoryLock.acquire(directory, LockTiming.SHARED, clock, losses::add));
    }

    private DirectoryLock keep(DirectoryLock lock) {
        open.add(lock);
        return lock;
    }

    private void foreignLock(long modifiedMillis) throws IOException {
        Files.createDirectories(lockDirectory);
        Files.setLastModifiedTime(lockDirectory, FileTime.fromMillis(modifiedMillis));
    }

    private void owner(ProcessIdentity process, long lockMillis, long nextMillis) throws IOException {
        new OwnerFile(directory).write(new OwnerFile.Owner(process, lockMillis, nextMillis));
    }

    private ProcessIdentity deadProcess() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        var identity = new ProcessIdentity(
                process.pid(), process.info().startInstant().orElseThrow().toEpochMilli());
        assertThat(identity.alive()).isTrue();
        process.destroyForcibly().waitFor();
        return identity;
    }

    private long modified() throws IOException {
        return Files.getLastModifiedTime(lockDirectory).toMillis();
    }

    private long modifiedOrZero() {
        try {
            return modified();
        } catch (IOException e) {
            return 0;
        }
    }

    // A refresh may overwrite one touch that falls between its look and its own: so the touch is repeated.
    private boolean touched() {
        try {
            Files.setLastModifiedTime(lockDirectory, FileTime.fromMillis(NOW));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean removed(Path path) {
        try {
            return Files.deleteIfExists(path);
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time left to wait").isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
