package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets every write, sync and truncation of a short run fail, once and for good: each request is refused or durable, the storage goes on
 * when the disk does, and the next start is clean, also after a power cut that follows a failed sync.
 *
 * <p>{@code -Dfailing.step=1} lets every single write fail instead of each {@value #STEP}th, beginning with a random one.
 */
@EnabledOnOs(OS.LINUX)
class FailingIoTest {

    private static final int STEP = 6;

    @TempDir
    Path temporary;

    @Test
    void callsThatFail_neitherLoseNorTearARequest() throws IOException, InterruptedException {
        long seed = Seeds.seed(getClass());
        Path folder = FaultyDisk.fastFolder(temporary);
        FaultyDisk disk = new FaultyDisk(folder);
        try {
            int exit = disk.run(
                    FailingIoLoad.class,
                    disk.root.toString(),
                    Long.toString(seed),
                    Integer.toString(Integer.getInteger("failing.step", STEP)));
            String said = Files.readString(folder.resolve("stdout"));
            assertThat(exit).as(() -> said + disk.stderr()).isZero();
            System.out.print(getClass().getSimpleName() + ": " + said);
        } finally {
            FaultyDisk.delete(disk.root);
        }
    }
}
