package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one order of checkpoints in which a failed sync of the database file loses more than its own checkpoint has written: the first one
 * moves a part of the log, which is not synced; the second one moves the rest, and its sync fails; the third one succeeds, and the log is
 * begun anew. Then the power is cut.
 */
@EnabledOnOs(OS.LINUX)
class FailedCheckpointCrashTest {

    @TempDir
    Path temporary;

    @Test
    void syncThatFails_leavesNothingToLaterOnes() throws Exception {
        FaultyDisk disk = new FaultyDisk(temporary);
        int exit = disk.run(Load.class, disk.root.toString());
        assertThat(exit).as(disk::stderr).isZero();
        assertThat(disk.wasHit()).isTrue();
        DiskModel model = new DiskModel(Map.of());
        DiskChange.read(disk.root.resolve("record")).forEach(model::apply);
        Path folder = Files.createDirectory(temporary.resolve("image"));
        new PowerCutImage(folder, model.cut(DiskModel.Cut.LOST, new Random(0)));
        Path file = folder.resolve(FaultyDisk.NAME);
        Sound.check(file);
        try (Storage storage = Storage.open(StorageOptions.of(file))) {
            for (int i = 0; i < Load.STREAMS; i++) {
                assertThat(Calls.readAll(storage, "s" + i))
                        .as("messages of s" + i)
                        .hasSize(1);
            }
        }
    }

    /** Does these checkpoints and ends without closing. */
    static final class Load {

        static final int STREAMS = 40;

        private Load() {}

        public static void main(String[] args) throws Exception {
            FaultyDisk disk = new FaultyDisk(Path.of(args[0]));
            disk.order("record " + disk.root.resolve("record"));
            StorageOptions options = StorageOptions.of(disk.file());
            try (Storage storage = Storage.open(options)) {
                for (int i = 0; i < STREAMS; i++) {
                    Calls.create(storage, "s" + i, Calls.JSON);
                    Calls.append(storage, "s" + i, Calls.json("\"" + i + "\""));
                }
                leaveALog(disk, options);
            }
            throw new AssertionError("the process must not live to close the database");
        }

        private static void leaveALog(FaultyDisk disk, StorageOptions options) throws Exception {
            Database database = Database.open(options, tables -> {});
            Tables writer = database.writer();
            Tables moving = database.checkpointer();
            Checkpointer checkpointer = new Checkpointer(moving, new WalIndex(options.file()), options.pace());
            Tables.Checkpoint part;
            try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + options.file());
                    Statement statement = reader.createStatement()) {
                statement.execute("BEGIN");
                statement.execute("SELECT count(*) FROM meta");
                write(writer, 1);
                part = moving.checkpoint();
                require(part.moved() > 0 && !part.complete(), "a part of the log was moved: " + part);
            }
            // The first sync is that of the log.
            disk.order("fail sync 2 5 once");
            checkpointer.checkpoint();
            disk.order("clear");
            checkpointer.checkpoint();
            write(writer, 2);
            require(moving.checkpoint().frames() < part.frames(), "the log was begun anew");
            Runtime.getRuntime().halt(0);
        }

        private static void write(Tables tables, long value) throws Exception {
            tables.begin();
            tables.meta.put(MetaTable.NEXT_STREAM, 1000 + value);
            tables.commit();
        }

        private static void require(boolean condition, String what) {
            if (!condition) {
                System.err.println("not so: " + what);
                Runtime.getRuntime().halt(2);
            }
        }
    }
}
