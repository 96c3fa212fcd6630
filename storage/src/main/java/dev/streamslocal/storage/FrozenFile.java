package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.sqlite.SQLiteConfig;

/** Opens a database so that nothing on the disk changes: no byte, no file beside it, whether a server runs on it or not. */
final class FrozenFile {

    private static final int WAL_HEADER_BYTES = 32;

    private final Path file;
    private final Path wal;
    private final Path index;

    FrozenFile(Path file) {
        this.file = file;
        this.wal = file.resolveSibling(file.getFileName() + "-wal");
        this.index = file.resolveSibling(file.getFileName() + "-shm");
    }

    /** What a server changes that comes, goes, or moves its log while nobody holds a lock against it. */
    record Surroundings(Object fileKey, long fileBytes, long fileMillis, ByteBuffer walHeader) {}

    Surroundings surroundings() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Surroundings(
                String.valueOf(attributes.fileKey()),
                attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                walHeader());
    }

    private ByteBuffer walHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(WAL_HEADER_BYTES);
        if (Files.exists(wal)) {
            try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.READ)) {
                channel.read(header);
            }
        }
        return header.flip();
    }

    /** A connection that only reads. */
    Connection open() throws IOException, SQLException {
        if (!Files.exists(wal)
                || (!Files.exists(index) && Files.size(wal) == 0)
                || Files.size(wal) == WAL_HEADER_BYTES) {
            // Nobody has it open, or its log was just begun: SQLite would make a log and its index all the same, and in
            // vain look in
            // the index for the salt of a log that is a header alone.
            FileHeader.read(file).check();
            return connect("immutable=1");
        }
        if (Files.exists(index)) {
            // A reader like those of the server. The index stays as it is: a stale one is built anew in memory.
            return connect("mode=ro&readonly_shm=1");
        }
        // A log that was copied without its index, which is built in memory if no lock can be asked for.
        Connection connection = connect("mode=ro&vfs=" + lockless());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
        }
        return connection;
    }

    private static String lockless() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return windows ? "win32-none" : "unix-none";
    }

    private Connection connect(String parameters) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        String url = "jdbc:sqlite:" + file.toAbsolutePath().toUri() + "?" + parameters;
        return DriverManager.getConnection(url, config.toProperties());
    }
}
