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
    private final Durability durability;
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
            PowerCutScript.Kind kind,
            Durability durability,
            long seed,
            PowerCutScript script,
            FaultyDisk disk,
            DiskModel model,
            int held) {
        this.kind = kind;
        this.durability = durability;
        this.seed = seed;
        this.script = script;
        this.disk = disk;
        this.model = model;
        this.held = held;
        moment = new Moment(held, held);
    }

    /** A session on an empty disk. */
    static PowerCutSession onNothing(
            PowerCutScript.Kind kind, Durability durability, long seed, int length, Path folder) throws IOException {
        PowerCutScript script = new PowerCutScript(kind, seed, length);
        return new PowerCutSession(kind, durability, seed, script, new FaultyDisk(folder), new DiskModel(Map.of()), 0);
    }

    /** The session that goes on with the same script on what a power cut has left, which holds so many requests. */
    PowerCutSession onImage(Map<Integer, byte[]> files, int requests, Path folder) throws IOException {
        FaultyDisk other = new FaultyDisk(folder);
        new PowerCutImage(other.root, files);
        return new PowerCutSession(kind, durability, seed, script, other, new DiskModel(files), requests);
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
                durability.name(),
                closes ? "close" : "halt");
        assertThat(exit).as(() -> "the load, which says " + disk.stderr()).isZero();
        changes.addAll(DiskChange.read(record));
        Files.delete(record);
    }

    /** Changes recorded so far. */
    int length() {
        return changes.size();
    }

    /** Goes on to the moment behind the first {@code changes} changes. */
    void advance(int to) {
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
    }

    private void note(ByteBuffer note) {
        byte what = note.get();
        int requests = note.getInt() + 1;
        moment = what == PowerCutLoad.SENT
                ? new Moment(moment.least, requests)
                : new Moment(Math.max(moment.least, requests), moment.most);
    }

    /** How the power may be cut: without any sync only the death of the process is survived. */
    List<DiskModel.Cut> cuts() {
        return durability == Durability.OFF ? List.of(DiskModel.Cut.KEPT) : List.of(DiskModel.Cut.values());
    }

    /** The files after a power cut at the moment that was advanced to. */
    Map<Integer, byte[]> cut(DiskModel.Cut cut, Random random) {
        return model.cut(cut, random);
    }

    /** What these files have to hold. */
    Moment moment(DiskModel.Cut cut) {
        boolean keepsAll = durability == Durability.FULL || cut == DiskModel.Cut.KEPT;
        return keepsAll ? moment : new Moment(held, moment.most);
    }

    @Override
    public String toString() {
        return kind + " " + durability + " seed " + seed + " from " + held;
    }
}
