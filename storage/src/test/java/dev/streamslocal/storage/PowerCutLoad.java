package dev.streamslocal.storage;

import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.CreateResult;
import dev.streamslocal.protocol.DeleteResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * The process whose writes are recorded: sends a part of a {@link PowerCutScript} and notes what is sent and what was answered, in a file
 * that the record holds too, so that all of it stands in one order.
 */
final class PowerCutLoad {

    static final byte SENT = 's';
    static final byte ANSWERED = 'a';

    /** Bytes of a note: what, and the number of the request. */
    static final int NOTE_BYTES = 5;

    private static final int IN_FLIGHT_MAX = 12;

    private final PowerCutScript script;
    private final FileChannel notes;
    private final Semaphore room = new Semaphore(IN_FLIGHT_MAX);

    /** Streams that are being created or deleted. */
    private final Set<String> unsettled = new HashSet<>();

    private PowerCutLoad(PowerCutScript script, FileChannel notes) {
        this.script = script;
        this.notes = notes;
    }

    /**
     * Arguments: file, kind, seed and length of the script, first request, first one not sent, durability,
     * how it ends (close or halt).
     */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        long seed = Long.parseLong(args[2]);
        PowerCutScript script =
                new PowerCutScript(PowerCutScript.Kind.valueOf(args[1]), seed, Integer.parseInt(args[3]));
        FileChannel notes = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".notes"),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        PowerCutLoad load = new PowerCutLoad(script, notes);
        int from = Integer.parseInt(args[4]);
        int to = Integer.parseInt(args[5]);
        Random random = new Random(seed + from);
        StorageOptions options =
                StorageOptions.of(file).pace(PowerCutCrashTest.PACE).durability(Durability.valueOf(args[6]));
        while (from < to) {
            int until = Math.min(to, from + 40 + random.nextInt(200));
            Storage storage = Storage.open(options);
            load.send(storage, from, until, random);
            from = until;
            if (from == to && args[7].equals("halt")) {
                Runtime.getRuntime().halt(0);
            }
            load.settle();
            storage.close();
        }
    }

    private void send(Storage storage, int from, int to, Random random) {
        for (int i = from; i < to; i++) {
            PowerCutScript.Step step = script.steps.get(i);
            if (unsettled.contains(step.name()) || random.nextInt(12) == 0) {
                settle();
            }
            room.acquireUninterruptibly();
            note(SENT, i);
            send(storage, i, step);
        }
    }

    private void send(Storage storage, int i, PowerCutScript.Step step) {
        switch (step) {
            case PowerCutScript.Create create -> {
                unsettled.add(create.name());
                CreateCommand command = PowerCutScript.command(create);
                storage.create(
                        command,
                        result -> answered(
                                i,
                                result,
                                new CreateResult.Created(command.messages().count())));
            }
            case PowerCutScript.Append append -> {
                Stream stream = storage.find(append.name()).orElseThrow();
                storage.append(
                        stream,
                        PowerCutScript.command(append),
                        result -> answered(i, result, script.answer(i, append)));
            }
            case PowerCutScript.Delete delete -> {
                unsettled.add(delete.name());
                storage.delete(
                        storage.find(delete.name()).orElseThrow(),
                        result -> answered(i, result, new DeleteResult.Deleted()));
            }
        }
    }

    private void answered(int i, Object result, Object expected) {
        if (!result.equals(expected)) {
            System.err.println("request " + i + " was answered " + result + " and not " + expected);
            Runtime.getRuntime().halt(2);
        }
        note(ANSWERED, i);
        room.release();
    }

    private void settle() {
        room.acquireUninterruptibly(IN_FLIGHT_MAX);
        room.release(IN_FLIGHT_MAX);
        unsettled.clear();
    }

    private void note(byte what, int i) {
        try {
            ByteBuffer bytes =
                    ByteBuffer.allocate(NOTE_BYTES).put(what).putInt(i).flip();
            notes.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
