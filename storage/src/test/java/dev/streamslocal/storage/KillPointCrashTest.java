package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process at a call that it is certain to make: while it makes the file, in the middle of a checkpoint, while it reclaims the
 * space of streams, and while it opens what the one before has left. All of it lies in the system's memory still, so that every answered
 * request has to be there.
 *
 * <p>{@code -Dkill.points=N} kills at up to so many calls of each kind instead of {@value #POINTS}.
 */
@EnabledOnOs(OS.LINUX)
class KillPointCrashTest {

    private static final int POINTS = 5;
    private static final int STEPS = 250;

    private final int points = Integer.getInteger("kill.points", POINTS);

    @TempDir
    Path temporary;

    private Path folder = Path.of("");
    private Random random = new Random();
    private int disks;

    @BeforeEach
    void prepare() throws IOException {
        folder = FaultyDisk.fastFolder(temporary);
        random = Seeds.random(getClass());
    }

    @AfterEach
    void remove() throws IOException {
        if (!folder.equals(temporary)) {
            FaultyDisk.delete(folder);
        }
    }

    @Test
    void killWhileTheFileIsMade_leavesAllOrNothing() throws Exception {
        assertThat(killAtMany("write", FaultyDisk.DRAFT, 4)).isPositive();
        assertThat(killAtMany("sync", FaultyDisk.ANY, 1)).isPositive();
    }

    /** Only checkpoints write to the database file: what they move is batches that were merged and pages that were reclaimed. */
    @Test
    void killInCheckpoints_keepsEveryAnsweredRequest() throws Exception {
        assertThat(killAtMany("write", FaultyDisk.MAIN, 40)).isPositive();
        assertThat(killAtMany("sync", FaultyDisk.MAIN, 2)).isPositive();
        killAtMany("truncate", FaultyDisk.ANY, 1);
    }

    @Test
    void killWhileWritingTheLog_keepsEveryAnsweredRequest() throws Exception {
        assertThat(killAtMany("write", FaultyDisk.WAL, 150)).isPositive();
        assertThat(killAtMany("sync", FaultyDisk.WAL, 20)).isPositive();
    }

    /** Kills at some calls of the kind, about {@code distance} apart, as far as a run makes so many; how many were killed. */
    private int killAtMany(String kind, int file, int distance) throws Exception {
        int kills = 0;
        int n = 1;
        while (kills < points && kill(kind, file, n)) {
            n += 1 + random.nextInt(2 * distance);
            kills++;
        }
        return kills;
    }

    private boolean kill(String kind, int file, int n) throws Exception {
        FaultyDisk disk = new FaultyDisk(folder.resolve("disk-" + disks++));
        long seed = random.nextLong();
        String order = "kill " + kind + " " + n + " " + file;
        disk.order(order);
        boolean killed = run(disk, seed) != 0;
        PowerCutScript script = new PowerCutScript(PowerCutScript.Kind.CHURN, seed, STEPS);
        try {
            check(disk, script);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(order + ", script seed " + seed + ": " + e + disk.stderr(), e);
        }
        FaultyDisk.delete(disk.root);
        return killed;
    }

    private static int run(FaultyDisk disk, long seed) throws IOException, InterruptedException {
        return disk.run(
                PowerCutLoad.class,
                disk.file().toString(),
                PowerCutScript.Kind.CHURN.name(),
                Long.toString(seed),
                Integer.toString(STEPS),
                "0",
                Integer.toString(STEPS),
                Durability.FULL.name(),
                "close");
    }

    private static void check(FaultyDisk disk, PowerCutScript script) throws IOException, SQLException {
        int least = 0;
        int most = 0;
        Path notes = disk.file(FaultyDisk.NOTES);
        ByteBuffer in = ByteBuffer.wrap(Files.exists(notes) ? Files.readAllBytes(notes) : new byte[0]);
        while (in.remaining() >= PowerCutLoad.NOTE_BYTES) {
            boolean sent = in.get() == PowerCutLoad.SENT;
            int requests = in.getInt() + 1;
            most = sent ? requests : most;
            least = sent ? least : Math.max(least, requests);
        }
        new PowerCutImage(disk.root, Map.of()).check(script, least, most);
    }
}
