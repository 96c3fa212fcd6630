package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files and directories that their owner alone may read and enter: 0600 and 0700, from the moment they are made. On file systems
 * without such modes they get what is usual there.
 */
public final class PrivateFiles {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Makes a directory and those above it, as far as they are missing; one that is there already is closed to others. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, modes(directory, DIRECTORY));
        close(directory);
    }

    static void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, modes(directory, DIRECTORY));
    }

    static void createFile(Path file) throws IOException {
        Files.createFile(file, modes(file, FILE));
    }

    /** Puts this text, in UTF-8, in place of what the file held. */
    public static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        createFile(file);
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Takes from all others what they may do with a file or directory of ours; one of somebody else is left as it is. */
    static void close(Path path) throws IOException {
        if (!hasModes(path) || !Files.getOwner(path).getName().equals(System.getProperty("user.name"))) {
            return;
        }
        Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> owners = EnumSet.copyOf(DIRECTORY);
        owners.retainAll(now);
        if (!owners.equals(now)) {
            Files.setPosixFilePermissions(path, owners);
        }
    }

    private static FileAttribute<?>[] modes(Path path, Set<PosixFilePermission> permissions) {
        return hasModes(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
