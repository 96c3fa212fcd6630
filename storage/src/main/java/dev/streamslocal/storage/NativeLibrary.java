package dev.streamslocal.storage;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Loads SQLite's library once per process. Usable from any thread.
 *
 * <p>The driver unpacks its library into a file and removes that when the JVM ends in order; a killed one would leave a
 * copy behind each time. So the file gets a directory of its own and is removed as soon as it is loaded.
 */
public final class NativeLibrary {
    private static final String DIRECTORY = "org.sqlite.tmpdir";
    private static final String CHOSEN = "org.sqlite.lib.path";

    private static boolean loaded;

    private NativeLibrary() {}

    /** Unpacks it into a folder from which later processes can load it, if the driver has one for this platform. */
    public static void unpack(Path folder) throws IOException {
        String file = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + file;
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in != null) {
                Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Leaves the choice of directory and library to whoever has set the driver's own properties. */
    static synchronized void load() throws SQLException {
        if (loaded || System.getProperty(DIRECTORY) != null || System.getProperty(CHOSEN) != null) {
            return;
        }
        try {
            Path directory = Files.createTempDirectory("streams-sqlite-");
            System.setProperty(DIRECTORY, directory.toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(DIRECTORY);
                remove(directory.toFile());
            }
            loaded = true;
        } catch (Exception failure) {
            throw new SQLException("the library of SQLite cannot be loaded", failure);
        }
    }

    /** Where a file in use cannot be removed, the driver does it at the end of the JVM. */
    private static void remove(File directory) throws IOException {
        File[] files = directory.listFiles();
        if (files == null) {
            throw new IOException("not a directory any more: " + directory);
        }
        boolean removed = true;
        for (File file : files) {
            removed &= file.delete();
        }
        if (!removed || !directory.delete()) {
            directory.deleteOnExit();
        }
    }
}
