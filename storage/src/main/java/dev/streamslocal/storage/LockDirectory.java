package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.OptionalLong;

/**
 * The directory whose existence is the lock and whose modification time says that its owner lives.
 *
 * <p>It stays empty: whoever takes over a stale one removes it with {@code rmdir}. Confined to the thread that acquires
 * and then to the one that refreshes.
 */
final class LockDirectory {
    private static final long SECOND = 1_000;

    private final Path path;
    private long granularity = 1;

    LockDirectory(Path path) {
        this.path = path;
    }

    /** Modification time in epoch milliseconds; empty when there is no such directory. */
    OptionalLong modified() throws IOException {
        try {
            return OptionalLong.of(Files.getLastModifiedTime(path).toMillis());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** Makes the directory in one atomic step; false when it stands already. */
    boolean make() throws IOException {
        try {
            PrivateFiles.createDirectory(path);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    void remove() throws IOException {
        Files.deleteIfExists(path);
    }

    /** The time a probe at {@code millis} sets first; it has a fraction of a second, which coarse file systems drop. */
    static long probeMillis(long millis) {
        return millis % SECOND == 0 ? millis + 1 : millis;
    }

    /** The next time that a file system of whole seconds can hold. */
    static long wholeSecond(long millis) {
        return Math.ceilDiv(millis, SECOND) * SECOND;
    }

    /** Sets {@code probeMillis}, or the next whole second where the file system drops fractions; returns what it set. */
    long probe(long probeMillis) throws IOException {
        set(probeMillis);
        if (modified().equals(OptionalLong.of(probeMillis))) {
            return probeMillis;
        }
        granularity = SECOND;
        return stamp(probeMillis);
    }

    /** The time that {@link #stamp} makes of {@code millis}. */
    long stampMillis(long millis) {
        return granularity == 1 ? millis : wholeSecond(millis);
    }

    long stamp(long millis) throws IOException {
        var stamped = stampMillis(millis);
        set(stamped);
        return stamped;
    }

    private void set(long millis) throws IOException {
        var time = FileTime.fromMillis(millis);
        Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(time, time, null);
    }
}
