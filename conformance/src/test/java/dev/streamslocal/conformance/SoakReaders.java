package dev.streamslocal.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Live readers of the streams that a {@link CrashLoad} writes: half wait by long-poll, half follow by server-sent events, from one
 * life of the server to the next. They leave those streams alone whose short lifetime a read would renew.
 */
final class SoakReaders {
    private static final int READERS = 40;
    private static final int WRITERS = 10;
    private static final int LASTING_STREAMS = 5;
    private static final int EVENT_BYTES_MAX = 1 << 20;

    final LongAdder polls = new LongAdder();
    final LongAdder eventBytes = new LongAdder();

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    String faults() {
        return String.join("\n", faults);
    }

    void begin(InetSocketAddress server, long seed) {
        over = false;
        for (int reader = 0; reader < READERS; reader++) {
            boolean polls = reader % 2 == 0;
            var random = new Random(seed + reader);
            threads.add(Thread.ofVirtual().start(() -> run(server, polls, random)));
        }
    }

    /** Called when the server is about to be killed. */
    void expectEnd() {
        over = true;
    }

    /** Waits for all of them; the server is gone. */
    void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    private void run(InetSocketAddress server, boolean polls, Random random) {
        try {
            while (!over) {
                String stream = "/v1/stream/crash/" + random.nextInt(WRITERS) + "/" + random.nextInt(LASTING_STREAMS);
                if (polls) {
                    poll(server, stream, random);
                } else {
                    follow(server, stream + "?live=sse&offset=" + (random.nextBoolean() ? "now" : "-1"));
                }
            }
        } catch (IOException | UncheckedIOException | AssertionError lost) {
            if (!over) {
                faults.add((polls ? "long-poll" : "SSE") + " lost while the server lived: " + lost);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(InetSocketAddress server, String stream, Random random) throws InterruptedException {
        try (var client = new KeptClient(server)) {
            String offset = "now";
            for (int poll = 0; poll < 20 && !over; poll++) {
                Answer answer = client.send(
                        "GET", stream + "?live=long-poll&timeout=" + random.nextInt(1_000) + "ms&offset=" + offset);
                judge(answer);
                if (answer.status() >= 300) {
                    Thread.sleep(20);
                    return;
                }
                offset = answer.nextOffset();
                this.polls.increment();
                if (answer.header("Stream-Closed").equals("true")) {
                    return;
                }
            }
        }
    }

    private void follow(InetSocketAddress server, String target) throws IOException, InterruptedException {
        try (Wire wire = Wire.open(server)) {
            wire.send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n\r\n");
            Answer head = wire.head();
            judge(head);
            if (head.status() != 200) {
                Thread.sleep(20);
                return;
            }
            InputStream body = wire.bodyOf(head);
            var piece = new byte[8192];
            int taken = 0;
            for (int read = body.read(piece); read >= 0 && taken < EVENT_BYTES_MAX; read = body.read(piece)) {
                taken += read;
                eventBytes.add(read);
            }
        }
    }

    private void judge(Answer answer) {
        boolean expected = answer.status() == 200
                || answer.status() == 204
                || answer.status() == 404
                || answer.status() == 410
                || answer.status() == 429
                || answer.status() == 503 && over;
        if (!expected) {
            faults.add("answered " + answer);
        }
    }
}
