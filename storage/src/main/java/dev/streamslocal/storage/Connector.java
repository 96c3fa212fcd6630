package dev.streamslocal.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Opens a connection to a database file; a test puts one here that fails on demand. */
interface Connector {

    Connector PLAIN = file -> {
        NativeLibrary.load();
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    };

    Connection connect(Path file) throws SQLException;
}
