package dev.streamslocal.storage;

import java.sql.SQLException;
import java.sql.Statement;

/** Closes the statements of a table. */
final class Statements {

    private Statements() {}

    static void close(Statement... statements) throws SQLException {
        for (Statement statement : statements) {
            statement.close();
        }
    }
}
