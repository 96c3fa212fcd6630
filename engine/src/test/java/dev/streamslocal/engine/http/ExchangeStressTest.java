package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several threads answer each request at a time, while clients pipeline and some vanish: each request gets one answer, in its turn, and each
 * buffer goes back.
 */
@Timeout(120)
final class ExchangeStressTest {
    private static final int ANSWERING = 3;
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 60;
    private static final int PIPELINED = 12;
    private static final long RELEASE_SECONDS_MAX = 30;

    private final Queue<ByteBuf> bodies = new ConcurrentLinkedQueue<>();

    @Test
    void answersOfManyThreads_areOneEachAndInOrder() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ExchangeStressTest -Dseed=" + seed);
        try (ExecutorService answering = Executors.newFixedThreadPool(ANSWERING);
                ExecutorService clients = Executors.newCachedThreadPool();
                HttpServer server = HttpServer.bind(
                        HttpOptions.defaults().withEventLoops(2), exchange -> dispatch(exchange, answering))) {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(client(server, new Random(seed + i))));
            }
            for (Future<Void> each : running) {
                each.get();
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RELEASE_SECONDS_MAX);
        for (ByteBuf body : bodies) {
            while (body.refCnt() > 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(body.refCnt()).isZero();
        }
    }

    private void dispatch(Exchange exchange, ExecutorService answering) {
        String path = exchange.request().rawPath();
        for (int i = 0; i < ANSWERING; i++) {
            answering.execute(() -> {
                ByteBuf body = PooledByteBufAllocator.DEFAULT.directBuffer();
                body.writeCharSequence(path, StandardCharsets.US_ASCII);
                bodies.add(body);
                exchange.onGone(() -> {});
                exchange.reply(Response.status(200).body(body));
            });
        }
    }

    private static Callable<Void> client(HttpServer server, Random random) {
        return () -> {
            for (int round = 0; round < ROUNDS; round++) {
                try (Peer peer = new Peer(server)) {
                    int count = 1 + random.nextInt(PIPELINED);
                    for (int i = 0; i < count; i++) {
                        peer.get("/" + round + "/" + i);
                    }
                    int read = random.nextInt(4) == 0 ? random.nextInt(count) : count;
                    for (int i = 0; i < read; i++) {
                        assertThat(peer.answer().text()).isEqualTo("/" + round + "/" + i);
                    }
                }
            }
            return null;
        };
    }
}
