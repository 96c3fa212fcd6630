package dev.streamslocal.conformance;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Small appends that go round many streams, over a fixed number of connections with a fixed number of requests under way on each. */
final class ScaleAppends implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int UNDER_WAY = 32;
    private static final String BODY = "x".repeat(100);

    private final List<KeptClient> clients = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    private final int[] next = new int[CONNECTIONS];

    ScaleAppends(InetSocketAddress server) {
        for (int client = 0; client < CONNECTIONS; client++) {
            clients.add(new KeptClient(server));
        }
    }

    /** Makes the streams of these numbers. */
    void create(int from, int to) throws Exception {
        onAll(client -> {
            for (int at = from + client; at < to; at += CONNECTIONS * UNDER_WAY) {
                int begun = 0;
                for (int number = at; number < to && begun < UNDER_WAY; number += CONNECTIONS, begun++) {
                    clients.get(client).begin("PUT", path(number), KeptClient.BYTES, "");
                }
                answers(client, "PUT", begun, 201);
            }
        });
    }

    /** Appends so often in all, to the first {@code streams} streams in turn. */
    void append(int streams, int appends) throws Exception {
        onAll(client -> {
            for (int left = appends / CONNECTIONS; left > 0; left -= UNDER_WAY) {
                int begun = Math.min(left, UNDER_WAY);
                for (int i = 0; i < begun; i++) {
                    int number = (int) (((long) next[client]++ * CONNECTIONS + client) % streams);
                    clients.get(client).begin("POST", path(number), KeptClient.BYTES, BODY);
                }
                answers(client, "POST", begun, 204);
            }
        });
    }

    private void answers(int client, String method, int count, int status) {
        for (int i = 0; i < count; i++) {
            Answer answer = clients.get(client).answer(method);
            if (answer.status() != status) {
                throw new AssertionError(method + " answered " + answer);
            }
        }
    }

    private interface OfOne {
        void run(int client);
    }

    private void onAll(OfOne work) throws Exception {
        var running = new ArrayList<Future<?>>();
        for (int client = 0; client < CONNECTIONS; client++) {
            int own = client;
            running.add(threads.submit(() -> work.run(own)));
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    private static String path(int number) {
        return "/v1/stream/scale/" + number;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clients.forEach(KeptClient::close);
    }
}
