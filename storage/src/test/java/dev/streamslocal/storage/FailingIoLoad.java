package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The process on the failing disk: runs the {@link FailingIoScript} again and again, in a new folder each time, and lets the n-th call of
 * a kind fail, until a run ends before its n-th call.
 */
final class FailingIoLoad {

    private static final int EIO = 5;
    private static final int ENOSPC = 28;
    private static final int IMAGES = 4;

    private final FaultyDisk disk;
    private final Random random;
    private int runs;
    private int troubles;
    private int unopened;
    private int images;

    private FailingIoLoad(FaultyDisk disk, Random random) {
        this.disk = disk;
        this.random = random;
    }

    /** Arguments: root of the disk, seed, every how manieth n of the writes. */
    public static void main(String[] args) throws Exception {
        FailingIoLoad load = new FailingIoLoad(new FaultyDisk(Path.of(args[0])), new Random(Long.parseLong(args[1])));
        int step = Integer.parseInt(args[2]);
        for (String how : List.of("once", "on")) {
            for (String error : List.of("" + EIO, "" + ENOSPC, "torn", "short")) {
                load.failEach("write", error, how, step);
            }
            load.failEach("sync", "" + EIO, how, 1);
            load.failEach("sync", "" + ENOSPC, how, 1);
            load.failEach("truncate", "" + EIO, how, 1);
        }
        System.out.println(
                load.runs + " runs on a failing disk, " + load.unopened + " without a start, " + load.troubles
                        + " requests refused or failed, " + load.images + " images of power cuts after a failed sync");
    }

    private void failEach(String kind, String error, String how, int step) throws Exception {
        boolean hit = true;
        for (int n = 1 + random.nextInt(step); hit; n += step) {
            String order = "fail " + kind + " " + n + " " + error + " " + how;
            Path folder = disk.root.resolve("run-" + runs++);
            Files.createDirectory(folder);
            try {
                hit = fail(order, folder, kind.equals("sync"));
            } catch (Exception | AssertionError e) {
                throw new AssertionError(order + " in " + folder + ": " + e, e);
            }
            FaultyDisk.delete(folder);
        }
    }

    private boolean fail(String order, Path folder, boolean cutsPower) throws Exception {
        Path file = folder.resolve(FaultyDisk.NAME);
        Path record = folder.resolve("record");
        FailingIoScript script = new FailingIoScript();
        disk.order("clear", "record " + (cutsPower ? record : "/dev/null"), order);
        try (Storage storage = Storage.open(StorageOptions.of(file).pace(PowerCutCrashTest.PACE))) {
            script.run(storage);
            if (cutsPower) {
                cutPower(script, record, folder);
            }
            disk.order("clear");
            script.goOn(storage);
            script.check(storage);
        } catch (StorageException e) {
            assertThat(e.getMessage()).contains(file.toString());
            unopened++;
        }
        disk.order("clear", "record /dev/null");
        script.checkFile(file);
        troubles += script.troubles();
        return disk.wasHit();
    }

    /** What a failed sync has not made durable, no later one may be thought to have. */
    private void cutPower(FailingIoScript script, Path record, Path folder) throws IOException, SQLException {
        Path copy = Files.copy(record, folder.resolve("copy"));
        DiskModel model = new DiskModel(Map.of());
        DiskChange.read(copy).forEach(model::apply);
        disk.order("clear", "record /dev/null");
        for (int i = 0; i < IMAGES; i++) {
            DiskModel.Cut cut = i == 0 ? DiskModel.Cut.LOST : i == 1 ? DiskModel.Cut.REORDERED : DiskModel.Cut.SECTORS;
            Path place = Files.createDirectory(folder.resolve("image-" + i));
            new PowerCutImage(place, model.cut(cut, random));
            script.checkFile(place.resolve(FaultyDisk.NAME));
            images++;
        }
    }
}
