package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mode that was asked for is in force on every connection that writes. */
class DurabilityTest {

    @TempDir
    Path directory;

    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource({"FULL, 2", "NORMAL, 1", "OFF, 0"})
    void open_mode_isInForceOnWriterAndCheckpointer(Durability mode, int synchronous) throws SQLException {
        StorageOptions options = options().durability(mode);
        try (Storage storage = Storage.open(options)) {
            assertThat(storage.durability()).isEqualTo(mode);
            Calls.create(storage, "a", Calls.BYTES);
            assertThat(synchronousOfOpenConnections()).hasSize(2).containsOnly(synchronous);
        }
        Sound.check(directory.resolve("db"));
    }

    @Test
    void open_withoutMode_isFull() throws SQLException {
        try (Storage storage = Storage.open(options())) {
            assertThat(storage.durability()).isEqualTo(Durability.FULL);
            assertThat(synchronousOfOpenConnections()).hasSize(2).containsOnly(2);
        }
    }

    @Test
    void of_word_isItsModeAndNothingElse() {
        for (Durability mode : Durability.values()) {
            assertThat(Durability.of(mode.word())).contains(mode);
        }
        for (String word : List.of("", "FULL", "extra", "1")) {
            assertThat(Durability.of(word)).isEmpty();
        }
    }

    private StorageOptions options() {
        return StorageOptions.of(directory.resolve("db")).connector(file -> {
            Connection connection = Connector.PLAIN.connect(file);
            connections.add(connection);
            return connection;
        });
    }

    private List<Integer> synchronousOfOpenConnections() throws SQLException {
        List<Integer> modes = new ArrayList<>();
        for (Connection connection : connections) {
            if (!connection.isClosed()) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("PRAGMA synchronous")) {
                    modes.add(row.getInt(1));
                }
            }
        }
        return modes;
    }
}
