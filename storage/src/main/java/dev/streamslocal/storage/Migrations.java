package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The steps from an empty file to the schema in use; the number of steps done is the file's {@code user_version}. */
final class Migrations {

    private static final List<List<String>> STEPS = List.of(List.of(
            MetaTable.CREATE,
            StreamTable.CREATE,
            BatchTable.CREATE,
            KeyTable.CREATE,
            ProducerTable.CREATE,
            JournalTable.CREATE));

    /** Schema version of a file on which all steps were run. */
    static final int VERSION = STEPS.size();

    private Migrations() {}

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    /** Runs the steps behind {@code version}, in the caller's transaction. */
    static void run(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (List<String> step : STEPS.subList(version, VERSION)) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA user_version=" + VERSION);
        }
    }
}
