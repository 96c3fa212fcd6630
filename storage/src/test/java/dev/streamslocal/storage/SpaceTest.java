package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.RoutingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The space of removed streams is used again. */
class SpaceTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("durable-streams.sqlite");
    }

    @Test
    void createAndDeleteLargeStreams_fileStaysSmall() throws IOException {
        String text = "x".repeat(MIB / 4);
        try (Storage storage = Storage.open(StorageOptions.of(file()))) {
            for (int i = 0; i < 80; i++) {
                create(storage, "s" + i, text).join();
                for (int part = 0; part < 3; part++) {
                    Calls.append(storage, "s" + i, Calls.bytes(text));
                }
                assertThat(Calls.delete(storage, "s" + i)).isEqualTo(new DeleteResult.Deleted());
            }
        }
        assertThat(Files.size(file())).isLessThan(20L * MIB);
    }

    @Test
    void churnOfTinyStreams_fileStaysSmallAndNothingIsLeft() throws Exception {
        try (Storage storage = Storage.open(StorageOptions.of(file()))) {
            for (int round = 0; round < 20; round++) {
                List<CompletableFuture<CreateResult>> creates = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    creates.add(create(storage, "t" + round + "-" + i, "tiny"));
                }
                creates.forEach(CompletableFuture::join);
                List<CompletableFuture<DeleteResult>> deletes = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    CompletableFuture<DeleteResult> delete = new CompletableFuture<>();
                    storage.delete(storage.find("t" + round + "-" + i).orElseThrow(), delete::complete);
                    deletes.add(delete);
                }
                deletes.forEach(CompletableFuture::join);
            }
            assertThat(storage.list(0, 10)).hasSize(1);
        }
        assertThat(Files.size(file())).isLessThan(16L * MIB);
        // What the first run did not come to, the next one does.
        try (Storage storage = Storage.open(StorageOptions.of(file()))) {
            for (int i = 0; i < 2000 && removedRows() > 0; i++) {
                create(storage, "u", "x").join();
            }
            assertThat(removedRows()).isZero();
        }
    }

    private long removedRows() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM stream WHERE removed = 1")) {
            return row.getLong(1);
        }
    }

    private static CompletableFuture<CreateResult> create(Storage storage, String name, String text) {
        CompletableFuture<CreateResult> created = new CompletableFuture<>();
        storage.create(
                new CreateCommand(name, Calls.BYTES, Lifetime.FOREVER, false, Calls.bytes(text), RoutingKey.NONE),
                created::complete);
        return created;
    }
}
