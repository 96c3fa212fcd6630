package dev.streamslocal.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
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

    private final Path file;
    private final Connector connector;
    private final long busyMillis;
    private final Durability durability;

    private Database(StorageOptions options) {
        this.file = options.file();
        this.connector = options.connector();
        this.busyMillis = options.busyMillis();
        this.durability = options.durability();
    }

    /** Fills a database that is being made. */
    interface Seed {
        void plant(Tables tables) throws SQLException;
    }

    /** Opens the database, or makes it and plants the seed. */
    static Database open(StorageOptions options, Seed seed) {
        Path file = options.file();
        Database database = new Database(options);
        try {
            if (!Files.exists(file) || Files.size(file) == 0) {
                database.make(seed);
            }
            FileHeader.read(file).check();
            PrivateFiles.close(file);
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
        // SQLite gives what it makes beside a file the mode of that file.
        PrivateFiles.createFile(draft);
        try (Connection connection = connector.connect(draft)) {
            execute(connection, "PRAGMA page_size=" + Sizes.SQLITE_PAGE_BYTES);
            execute(connection, "PRAGMA synchronous=FULL");
            execute(connection, "BEGIN");
            execute(connection, "PRAGMA application_id=" + FileHeader.APPLICATION_ID);
            Migrations.run(connection, 0);
            try (Tables tables = new Tables(connection)) {
                seed.plant(tables);
                tables.flush();
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

    private void migrate() throws SQLException {
        try (Connection connection = connect(Sizes.SQLITE_WRITER_CACHE_BYTES)) {
            int version = Migrations.version(connection);
            // The header may have told less than the write-ahead log does.
            FileHeader.checkVersion(file, version);
            if (version < Migrations.VERSION) {
                execute(connection, "BEGIN IMMEDIATE");
                Migrations.run(connection, version);
                execute(connection, "COMMIT");
            }
        }
    }

    /** Tables for the one thread that writes. */
    Tables writer() throws SQLException {
        return tables(connect(Sizes.SQLITE_WRITER_CACHE_BYTES));
    }

    /** Tables for the thread that checkpoints, which needs no page cache to speak of. */
    Tables checkpointer() throws SQLException {
        return tables(connect(Sizes.SQLITE_READER_CACHE_BYTES));
    }

    /** Tables for a thread that only reads. */
    Tables reader() throws SQLException {
        Connection connection = connect(Sizes.SQLITE_READER_CACHE_BYTES);
        try {
            execute(connection, "PRAGMA query_only=ON");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return tables(connection);
    }

    /** A connection whose statements cannot be prepared is of no use to anyone. */
    private static Tables tables(Connection connection) throws SQLException {
        try {
            return new Tables(connection);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private Connection connect(long cacheBytes) throws SQLException {
        Connection connection = connector.connect(file);
        try {
            execute(connection, "PRAGMA busy_timeout=" + busyMillis);
            useLog(connection);
            // The checkpointer has the same mode: it is the one that syncs the database file.
            execute(connection, "PRAGMA synchronous=" + durability.pragma());
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

    static StorageException failure(Path file, SQLException cause) {
        StorageException.Kind kind = SqliteErrors.kind(cause);
        String what = kind == StorageException.Kind.DAMAGED ? " is damaged: " : " cannot be used: ";
        return new StorageException(kind, file + what + cause.getMessage(), cause);
    }
}
