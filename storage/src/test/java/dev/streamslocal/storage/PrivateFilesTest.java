package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who may read the files of a server. */
@DisabledOnOs(OS.WINDOWS)
class PrivateFilesTest {

    @TempDir
    Path temporary;

    @Test
    void directoryOfAServer_andAllThatIsInIt_belongsToItsOwnerAlone() throws IOException {
        Path directory = temporary.resolve("root").resolve("dev");
        try (var lock = lock(directory);
                var storage = open(directory)) {
            assertThat(modes(directory)).isEqualTo("rwx------");
            assertThat(modes(temporary.resolve("root"))).isEqualTo("rwx------");
            assertThat(names(directory)).contains("server.lock", "server.owner", "db.sqlite", "db.sqlite-wal");
            assertNobodyElseReads(directory);
        }
    }

    @Test
    void whatWasOpenToOthers_isClosed() throws IOException {
        Path directory = Files.createDirectory(temporary.resolve("dev"));
        open(directory).close();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(directory.resolve("db.sqlite"), PosixFilePermissions.fromString("rw-rw-r--"));
        try (var lock = lock(directory);
                var storage = open(directory)) {
            assertThat(modes(directory)).isEqualTo("rwx------");
            assertNobodyElseReads(directory);
        }
    }

    private static DirectoryLock lock(Path directory) {
        return DirectoryLock.acquire(directory, LockTiming.SHARED, InstantSource.system(), reason -> {});
    }

    private static Storage open(Path directory) {
        return Storage.open(StorageOptions.of(directory.resolve("db.sqlite")));
    }

    private static void assertNobodyElseReads(Path directory) throws IOException {
        for (String name : names(directory)) {
            assertThat(modes(directory.resolve(name))).as(name).matches("rw[x-]------");
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(each -> String.valueOf(each.getFileName())).toList();
        }
    }

    private static String modes(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
