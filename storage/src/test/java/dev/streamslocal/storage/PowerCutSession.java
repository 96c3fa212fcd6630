package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One recorded run of a {@link PowerCutScript}, perhaps over several processes, and the disk at any moment of it. */
final class PowerCutSession {

    /** What an image has to hold: the outcome of {@code least} to {@code most} requests. */
    record Moment(int least, int most) {}

    final PowerCutScript script;
    private final PowerCutScript.Kind kind;
    private final long seed;
    private final FaultyDisk disk;
    private final DiskModel model;
    private final List<DiskChange> changes = new ArrayList<>();
    private final int held;
    private int runs;

    /** How far the model has followed the record, and what was sent and answered by then. */
    private int position;

    private Moment moment;

    private PowerCutSession(
            PowerCutScript.Kind kind, long seed, int length, FaultyDisk disk, DiskModel model, int held) {
        this.kind = kind;
        this.seed = seed;
        this.disk = disk;
        this.model = model;
        this.held = held;
        script = new PowerCutScript(kind, seed, length);
        moment = new Moment(held, held);
    }

    /** A session on an empty disk. */
    static PowerCutSession onNothing(PowerCutScript.Kind kind, long seed, int length, Path folder) throws IOException {
        return new PowerCutSession(kind, seed, length, new FaultyDisk(folder), new DiskModel(Map.of()), 0);
    }

    /** The session that goes on with the same script on what a power cut has left, which holds so many requests. */
    PowerCutSession onImage(Map<Integer, byte[]> files, int requests, Path folder) throws IOException {
        FaultyDisk other = new FaultyDisk(folder);
        new PowerCutImage(other.root, files);
        return new PowerCutSession(kind, seed, script.steps.size(), other, new DiskModel(files), requests);
    }

    /** Runs a process that sends the requests {@code from} to {@code to} and then closes the storage, or ends without. */
    void run(int from, int to, boolean closes) throws IOException, InterruptedException {
        Path record = disk.root.resolve("record-" + runs++);
        disk.order("record " + record);
        int exit = disk.run(
                PowerCutLoad.class,
                disk.file().toString(),
                kind.name(),
                Long.toString(seed),
                Integer.toString(script.steps.size()),
                Integer.toString(from),
                Integer.toString(to),
                closes ? "close" : "halt");
        assertThat(exit).as(() -> "the load, which says " + stderr()).isZero();
        changes.addAll(DiskChange.read(record));
        Files.delete(record);
    }

    private String stderr() {
        try {
            return disk.stderr();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes recorded so far. */
    int length() {
        return changes.size();
    }

    /** Goes on to the moment behind the first {@code changes} changes. */
    Moment advance(int to) {
        for (; position < to; position++) {
            DiskChange change = changes.get(position);
            if (change.file() == FaultyDisk.NOTES) {
                if (change instanceof DiskChange.Written written) {
                    note(ByteBuffer.wrap(written.bytes()));
                }
            } else {
                model.apply(change);
            }
        }
        return moment;
    }

    private void note(ByteBuffer note) {
        byte what = note.get();
        int requests = note.getInt() + 1;
        moment = what == PowerCutLoad.SENT
                ? new Moment(moment.least, requests)
                : new Moment(Math.max(moment.least, requests), moment.most);
    }

    /** The files after a power cut at the moment that was advanced to. */
    Map<Integer, byte[]> cut(DiskModel.Cut cut, Random random) {
        return model.cut(cut, random);
    }

    /** Requests that were durable before the session began. */
    int held() {
        return held;
    }

    @Override
    public String toString() {
        return kind + " seed " + seed + " from " + held;
    }
}
