package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * The process that {@link StorageCrashTest} kills: writes from several threads without end and notes in a file what was acknowledged.
 *
 * <p>A line is written by one call when the answer has come, and what is written survives the process: {@code tail NAME N},
 * {@code deleting NAME}, {@code deleted NAME}, {@code created NAME}, {@code closed NAME}, {@code seq NAME N}.
 */
final class CrashLoad {

    static final String PRODUCER = "p";

    private static final int IN_FLIGHT = 20;

    private final Storage storage;
    private final FileChannel acknowledged;
    private final long seed;

    private CrashLoad(Storage storage, FileChannel acknowledged, long seed) {
        this.storage = storage;
        this.acknowledged = acknowledged;
        this.seed = seed;
    }

    public static void main(String[] args) throws IOException {
        FileChannel log = FileChannel.open(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Pace pace = args[3].equals("tiny") ? Calls.TINY : Pace.PRESET;
        Storage storage = Storage.open(StorageOptions.of(Path.of(args[0])).pace(pace));
        CrashLoad load = new CrashLoad(storage, log, Long.parseLong(args[2]));
        for (String name : new String[] {"json-0", "json-1", "bytes-0", "producer-0"}) {
            Calls.create(storage, name, name.startsWith("bytes") ? Calls.BYTES : Calls.JSON);
        }
        new Thread(() -> load.appendJson("json-0")).start();
        new Thread(() -> load.appendJson("json-1")).start();
        new Thread(() -> load.appendBytes("bytes-0")).start();
        new Thread(() -> load.produce("producer-0")).start();
        new Thread(load::churn).start();
        System.out.println("ready");
    }

    private void note(String line) {
        try {
            acknowledged.write(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Messages carry their sequence, and the place in their request: number, of how many. */
    private void appendJson(String name) {
        Random random = new Random(seed + name.hashCode());
        Stream stream = storage.find(name).orElseThrow();
        long next = stream.head().tail();
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        while (true) {
            int count = random.nextInt(20) == 0 ? 1 + random.nextInt(300) : 1 + random.nextInt(3);
            StringBuilder body = new StringBuilder("[");
            for (int i = 0; i < count; i++) {
                body.append(i == 0 ? "" : ",").append("{\"n\":").append(next + i);
                body.append(",\"i\":")
                        .append(i)
                        .append(",\"of\":")
                        .append(count)
                        .append("}");
            }
            next += count;
            send(stream, Calls.append(Calls.json(body.append("]").toString())), inFlight);
        }
    }

    private void appendBytes(String name) {
        Random random = new Random(seed + name.hashCode());
        Stream stream = storage.find(name).orElseThrow();
        Semaphore inFlight = new Semaphore(4);
        for (long next = stream.head().tail(); ; next++) {
            int length = random.nextInt(10) == 0 ? 100_000 : 10;
            send(stream, Calls.append(Calls.bytes(next + ":" + "z".repeat(length))), inFlight);
        }
    }

    private void send(Stream stream, AppendCommand command, Semaphore inFlight) {
        inFlight.acquireUninterruptibly();
        storage.append(stream, command, result -> {
            note("tail " + stream.name() + " " + ((AppendResult.Appended) result).next());
            inFlight.release();
        });
    }

    private void produce(String name) {
        Stream stream = storage.find(name).orElseThrow();
        for (long seq = stream.head().tail(); ; seq++) {
            AppendCommand command = new AppendCommand(
                    Calls.JSON,
                    Calls.json("{\"n\":" + seq + ",\"i\":0,\"of\":1}"),
                    new ProducerStamp.Stamped(PRODUCER, 0, seq),
                    "",
                    Timestamps.NONE,
                    RoutingKey.NONE,
                    false);
            AppendResult result = Calls.append(storage, stream, command);
            note("seq " + name + " " + (((AppendResult.Appended) result).next() - 1));
        }
    }

    private void churn() {
        String run = Long.toHexString(System.nanoTime());
        for (int i = 0; ; i++) {
            String name = "churn-" + run + "-" + i;
            Calls.create(storage, name, Calls.BYTES);
            note("created " + name);
            Stream stream = storage.find(name).orElseThrow();
            Messages messages = Calls.bytes("0:" + "c".repeat(i % 10 == 0 ? 200_000 : 50));
            Calls.append(storage, stream, Calls.append(messages));
            note("tail " + name + " 1");
            Calls.append(storage, stream, Calls.close());
            note("closed " + name);
            if (i % 3 > 0) {
                note("deleting " + name);
                Calls.delete(storage, name);
                note("deleted " + name);
            }
        }
    }
}
