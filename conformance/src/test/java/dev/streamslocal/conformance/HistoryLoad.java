package dev.streamslocal.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that all use the same few names at a time, and go on with the next server when theirs is killed. */
final class HistoryLoad {
    private static final int NAMES = 3;
    private static final int APPENDING = 5;
    private static final int READING = 3;
    private static final int POLLING = 3;
    private static final int FOLLOWING = 2;
    private static final int GOVERNING = 2;

    /** Changes of existence and end come rarely, so that streams grow in between. */
    private static final int GOVERNING_PAUSE_MILLIS = 60;

    private final List<HistoryName> names = new ArrayList<>();
    private final long seed;
    private final AtomicInteger values = new AtomicInteger();
    private final AtomicInteger incarnations = new AtomicInteger();
    private volatile boolean ended;
    private InetSocketAddress server = new InetSocketAddress(0);
    private boolean up;

    /** One request of a kind of client, on its connection. */
    private interface Turn {
        void take(HistoryClient client, HistoryName name, Random random) throws IOException, InterruptedException;
    }

    HistoryLoad(long seed) {
        this.seed = seed;
        for (int i = 0; i < NAMES; i++) {
            names.add(new HistoryName("history-" + i));
        }
    }

    List<HistoryName> names() {
        return names;
    }

    synchronized void serverUp(String url) {
        server = new InetSocketAddress("127.0.0.1", URI.create(url).getPort());
        up = true;
        notifyAll();
    }

    /** To be called before a kill. */
    synchronized void serverDown() {
        up = false;
    }

    private synchronized InetSocketAddress awaitServer() throws InterruptedException {
        while (!up) {
            wait();
        }
        return server;
    }

    private synchronized boolean isUp(InetSocketAddress address) {
        return up && server.equals(address);
    }

    /** Runs all clients while {@code during} runs, and fails with the first thing that is strange. */
    void runDuring(Callable<Void> during) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Void>> clients = new ArrayList<>();
            start(clients, threads, GOVERNING, this::govern);
            start(clients, threads, APPENDING, this::append);
            start(clients, threads, READING, HistoryLoad::read);
            start(clients, threads, POLLING, HistoryLoad::poll);
            start(clients, threads, FOLLOWING, HistoryLoad::follow);
            try {
                during.call();
            } catch (Exception | AssertionError failure) {
                // Nobody has to wait for a server that does not come back.
                threads.shutdownNow();
                throw failure;
            } finally {
                ended = true;
            }
            for (Future<Void> governing : clients.subList(0, GOVERNING)) {
                governing.get();
            }
            // Who follows a stream goes on when it ends, and none is created any more.
            try (HistoryClient last = new HistoryClient(clients.size(), awaitServer())) {
                names.forEach(last::delete);
            }
            for (Future<Void> client : clients) {
                client.get();
            }
        }
    }

    private void start(List<Future<Void>> clients, ExecutorService threads, int count, Turn turn) {
        for (int i = 0; i < count; i++) {
            int number = clients.size();
            clients.add(threads.submit(() -> live(number, turn)));
        }
    }

    private Void live(int number, Turn turn) throws InterruptedException {
        Random random = new Random(seed + number);
        while (!ended) {
            InetSocketAddress address = awaitServer();
            try (HistoryClient client = new HistoryClient(number, address)) {
                while (!ended) {
                    turn.take(client, names.get(random.nextInt(NAMES)), random);
                }
            } catch (UncheckedIOException | IOException cutOff) {
                if (isUp(address)) {
                    throw new AssertionError("a connection broke under a living server", cutOff);
                }
            }
        }
        return null;
    }

    private void append(HistoryClient client, HistoryName name, Random random) {
        int incarnation = name.incarnation();
        int value = values.incrementAndGet();
        boolean closes = random.nextInt(200) == 0;
        if (closes || random.nextInt(3) > 0) {
            client.append(name, incarnation, value, "", closes);
            return;
        }
        // A producer for each value: every first request of one is accepted.
        String producer = "Producer-Id: p" + value + "\r\nProducer-Epoch: 0\r\nProducer-Seq: 0\r\n";
        if (client.append(name, incarnation, value, producer, false)) {
            client.repeat(name, incarnation, value, producer);
        }
    }

    private static void read(HistoryClient client, HistoryName name, Random random) {
        if (random.nextInt(4) == 0) {
            client.head(name);
        } else {
            client.read(name, name.place(random), "");
        }
    }

    private static void poll(HistoryClient client, HistoryName name, Random random) {
        client.read(name, name.place(random), "&live=long-poll&timeout=" + (1 + random.nextInt(300)) + "ms");
    }

    private static void follow(HistoryClient client, HistoryName name, Random random) throws IOException {
        client.follow(name, name.place(random), 1 + random.nextInt(100));
    }

    private void govern(HistoryClient client, HistoryName name, Random random) throws InterruptedException {
        switch (random.nextInt(5)) {
            case 0 -> client.close(name);
            case 1 -> {
                client.delete(name);
                client.create(name, incarnations.incrementAndGet());
            }
            case 2 -> client.delete(name);
            default -> client.create(name, incarnations.incrementAndGet());
        }
        Thread.sleep(random.nextInt(GOVERNING_PAUSE_MILLIS));
    }
}
