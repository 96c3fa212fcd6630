package dev.streamslocal.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The steps from an empty file to the schema in use; the number of steps done is the file's {@code user_version}. */
final class Migrations {

    private static final List<Step> STEPS = List.of(
            statements(
                    MetaTable.CREATE,
                    StreamTable.CREATE,
                    BatchTable.CREATE,
                    KeyTable.CREATE,
                    ProducerTable.CREATE,
                    JournalTable.CREATE),
            statements(StreamTable.ADD_CHECKSUM, ProducerTable.ADD_CHECKSUM, MetaTable.ADD_CHECKSUM)
                    .then(StreamTable::seal)
                    .then(ProducerTable::seal)
                    .then(MetaTable::seal),
            statements(StreamTable.ADD_FORKS).then(statements(RegistryTable.CREATE, ProfileTable.CREATE)));

    /** Schema version of a file on which all steps were run. */
    static final int VERSION = STEPS.size();

    private Migrations() {}

    /** A step from one version to the next. */
    private interface Step {
        void run(Connection connection) throws SQLException;

        default Step then(Step next) {
            return connection -> {
                run(connection);
                next.run(connection);
            };
        }
    }

    private static Step statements(String... statements) {
        return statements(List.of(statements));
    }

    private static Step statements(List<String> statements) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        };
    }

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    /** Runs the steps behind {@code version}, in the caller's transaction. */
    static void run(Connection connection, int version) throws SQLException {
        for (Step step : STEPS.subList(version, VERSION)) {
            step.run(connection);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version=" + VERSION);
        }
    }
}
