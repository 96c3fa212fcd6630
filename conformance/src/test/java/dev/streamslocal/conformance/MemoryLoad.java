package dev.streamslocal.conformance;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Clients that append, read along and read cold, each on a thread and a connection of its own, until it is closed. */
final class MemoryLoad implements AutoCloseable {
    static final int STREAMS = 64;

    private static final int APPENDERS = 8;
    private static final int TAIL_READERS = 4;
    private static final int COLD_READERS = 2;
    private static final int LARGE_EVERY = 50;
    private static final int LARGE_BYTES = 256 << 10;

    final LongAdder appends = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder coldBytes = new LongAdder();
    final LongAdder coldRounds = new LongAdder();
    final LongAdder headsOfOthers = new LongAdder();
    final LongAdder refused = new LongAdder();

    private final InetSocketAddress server;
    private final BigStream big;
    private final long seed;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    MemoryLoad(InetSocketAddress server, BigStream big, long seed) {
        this.server = server;
        this.big = big;
        this.seed = seed;
    }

    static String stream(int number) {
        return "/v1/stream/memory/" + Math.floorMod(number, STREAMS);
    }

    String faults() {
        return String.join("\n", faults);
    }

    /** Takes the status of an answer that another client got. */
    void status(int status) {
        judge("a client that sends one byte a second", status);
    }

    void begin() {
        try (var client = new KeptClient(server)) {
            for (int number = 0; number < STREAMS; number++) {
                client.send("PUT", stream(number), number % 2 == 0 ? KeptClient.JSON : KeptClient.BYTES, new byte[0]);
            }
        }
        for (int client = 0; client < APPENDERS; client++) {
            var random = new Random(seed + client);
            start("appender", on -> append(on, random));
        }
        for (int client = 0; client < TAIL_READERS; client++) {
            var random = new Random(seed - 1 - client);
            start("tail reader", on -> readTail(on, random));
        }
        for (int client = 0; client < COLD_READERS; client++) {
            start("cold reader", this::readCold);
        }
        start("other client", this::headOnNewConnection);
    }

    private interface Work {
        void on(KeptClient client) throws InterruptedException;
    }

    private void start(String name, Work work) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> run(name, work)));
    }

    private void run(String name, Work work) {
        try (var client = new KeptClient(server)) {
            while (!over) {
                work.on(client);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException | AssertionError fault) {
            faults.add(name + ": " + fault);
        }
    }

    private void append(KeptClient client, Random random) {
        int number = random.nextInt(STREAMS);
        boolean large = random.nextInt(LARGE_EVERY) == 0;
        int length = large ? LARGE_BYTES : 1 + random.nextInt(1024);
        String text = "\"" + "m".repeat(length) + "\"";
        Answer answer = client.send(
                "POST",
                stream(number),
                number % 2 == 0 ? KeptClient.JSON : KeptClient.BYTES,
                text.getBytes(StandardCharsets.US_ASCII));
        judge("append", answer.status());
        appends.increment();
    }

    private void readTail(KeptClient client, Random random) {
        String stream = stream(random.nextInt(STREAMS));
        Answer head = client.send("HEAD", stream);
        judge("HEAD", head.status());
        long seq = Math.max(-1, Token.seq(head.nextOffset()) - random.nextInt(20));
        judge("read", client.send("GET", stream + "?offset=" + Token.of(seq)).status());
        reads.increment();
    }

    private void readCold(KeptClient client) {
        String offset = "-1";
        for (boolean more = true; more && !over; ) {
            Answer page = client.send("GET", big.path() + "?offset=" + offset);
            judge("cold read", page.status());
            if (page.status() == 200) {
                offset = page.nextOffset();
                coldBytes.add(page.body().length);
                more = !page.has("Stream-Up-To-Date");
            }
        }
        coldRounds.increment();
    }

    private void headOnNewConnection(KeptClient unused) throws InterruptedException {
        try (var client = new KeptClient(server)) {
            judge("HEAD on a new connection", client.send("HEAD", big.path()).status());
            headsOfOthers.increment();
        }
        Thread.sleep(100);
    }

    private void judge(String what, int status) {
        if (status == 429 || status == 408) {
            refused.increment();
        } else if (status >= 400) {
            faults.add(what + " answered " + status);
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
