package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The SQLite file: makes it, recognises it, and opens connections to it.
 *
 * <p>A new database is built beside its place and moved there whole, so that a file that exists is either ours and complete or not ours.
 * The header is read as bytes before SQLite sees the file: a database that is not ours is never opened.
 */
final class Database {

    /** {@code SLoc} in ASCII, the application id in the header of our files. */
    static final int APPLICATION_ID = 0x534c6f63;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int PAGES_AT = 28;
    private static final int VERSION_AT = 60;
    private static final int APPLICATION_AT = 68;

    private final Path file;
    private final Connector connector;
    private final long busyMillis;

    private Database(Path file, Connector connector, long busyMillis) {
        this.file = file;
        this.connector = connector;
        this.busyMillis = busyMillis;
    }

    /** Fills a database that is being made. */
    interface Seed {
        void plant(Tables tables) throws SQLException;
    }

    /** Opens the database, or makes it and plants the seed. */
    static Database open(StorageOptions options, Seed seed) {
        Path file = options.file();
        Database database = new Database(file, options.connector(), options.busyMillis());
        try {
            if (!Files.exists(file) || Files.size(file) == 0) {
                database.make(seed);
            }
            database.recognise();
            database.migrate();
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.IO, "cannot open " + file + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw failure(file, e);
        }
        return database;
    }

    private void make(Seed seed) throws IOException, SQLException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + suffix));
        }
        // A write-ahead log without its database belongs to nothing and must not meet the new file.
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
        try (Connection connection = connector.connect(draft)) {
            execute(connection, "PRAGMA page_size=" + Sizes.SQLITE_PAGE_BYTES);
            execute(connection, "PRAGMA synchronous=FULL");
            execute(connection, "BEGIN");
            execute(connection, "PRAGMA application_id=" + APPLICATION_ID);
            Migrations.run(connection, 0);
            try (Tables tables = new Tables(connection)) {
                seed.plant(tables);
                execute(connection, "COMMIT");
                // Only now: so far everything went into the file itself, and nothing beside it is needed to read it.
                useLog(connection);
            }
        }
        move(draft, file);
    }

    private static void move(Path from, Path to) throws IOException {
        try (FileChannel channel = FileChannel.open(from, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        syncDirectory(to.resolveSibling("."));
    }

    private static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system can sync a directory; there a rename is as durable as it gets.
            return;
        }
    }

    private void recognise() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        long size;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            size = channel.size();
            int read = 0;
            while (header.hasRemaining() && read >= 0) {
                read = channel.read(header);
            }
        }
        if (header.hasRemaining() || !startsWithMagic(header)) {
            throw new StorageException(StorageException.Kind.FOREIGN, file + " is not an SQLite database");
        }
        if (header.getInt(APPLICATION_AT) != APPLICATION_ID) {
            throw new StorageException(
                    StorageException.Kind.FOREIGN,
                    file + " is a database of another program; if the original server wrote it,"
                            + " `streams import` converts a copy and keeps the original");
        }
        int version = header.getInt(VERSION_AT);
        if (version > Migrations.VERSION) {
            throw newer(version);
        }
        requireWhole(header, size);
    }

    private StorageException newer(int version) {
        return new StorageException(
                StorageException.Kind.NEWER,
                file + " has schema version " + version + ", this server knows up to " + Migrations.VERSION);
    }

    private static boolean startsWithMagic(ByteBuffer header) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (header.get(i) != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** Without a write-ahead log that could still complete it, the file has the length that its header states. */
    private void requireWhole(ByteBuffer header, long size) throws IOException {
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        boolean complete = !Files.exists(wal) || Files.size(wal) == 0;
        int pageBytes = header.getShort(16) == 1 ? 65536 : header.getShort(16) & 0xffff;
        long stated = (header.getInt(PAGES_AT) & 0xffff_ffffL) * pageBytes;
        if (complete && size < stated) {
            throw new StorageException(
                    StorageException.Kind.DAMAGED, file + " is torn: " + size + " of " + stated + " bytes");
        }
    }

    private void migrate() throws SQLException {
        try (Connection connection = connect(Sizes.SQLITE_WRITER_CACHE_BYTES)) {
            int version = Migrations.version(connection);
            if (version > Migrations.VERSION) {
                // The header told less than the write-ahead log does.
                throw newer(version);
            }
            if (version < Migrations.VERSION) {
                execute(connection, "BEGIN IMMEDIATE");
                Migrations.run(connection, version);
                execute(connection, "COMMIT");
            }
        }
    }

    /** Tables for the one thread that writes. */
    Tables writer() throws SQLException {
        return new Tables(connect(Sizes.SQLITE_WRITER_CACHE_BYTES));
    }

    /** Tables for the thread that checkpoints, which needs no page cache to speak of. */
    Tables checkpointer() throws SQLException {
        return new Tables(connect(Sizes.SQLITE_READER_CACHE_BYTES));
    }

    /** Tables for a thread that only reads. */
    Tables reader() throws SQLException {
        Connection connection = connect(Sizes.SQLITE_READER_CACHE_BYTES);
        execute(connection, "PRAGMA query_only=ON");
        return new Tables(connection);
    }

    private Connection connect(long cacheBytes) throws SQLException {
        Connection connection = connector.connect(file);
        try {
            execute(connection, "PRAGMA busy_timeout=" + busyMillis);
            useLog(connection);
            execute(connection, "PRAGMA synchronous=FULL");
            execute(connection, "PRAGMA wal_autocheckpoint=0");
            execute(connection, "PRAGMA temp_store=MEMORY");
            execute(connection, "PRAGMA cache_size=-" + cacheBytes / 1024);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void useLog(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA journal_mode=WAL")) {
            String mode = row.getString(1);
            if (!mode.equalsIgnoreCase("wal")) {
                throw new SQLException("no write-ahead log is possible here, journal mode is " + mode);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    StorageException failure(SQLException cause) {
        return failure(file, cause);
    }

    private static StorageException failure(Path file, SQLException cause) {
        StorageException.Kind kind = SqliteErrors.kind(cause);
        String what = kind == StorageException.Kind.DAMAGED ? " is damaged: " : " cannot be used: ";
        return new StorageException(kind, file + what + cause.getMessage(), cause);
    }
}
