package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that asks for much and reads nothing costs little. */
@Timeout(60)
final class BackpressureTest {

    private static final int REQUESTS = 100;
    private static final int PAGE_BYTES = 1 << 20;

    @Test
    void largeAnswers_toAReaderThatWaits_stayUnsentWhereTheyAre() throws Exception {
        List<ByteBuf> pages = new ArrayList<>();
        List<Exchange> exchanges = new CopyOnWriteArrayList<>();
        var all = new CountDownLatch(REQUESTS);
        try (HttpServer server = HttpServer.bind(HttpOptions.defaults(), exchange -> {
                    exchanges.add(exchange);
                    all.countDown();
                });
                var peer = new Peer(server)) {
            for (int i = 0; i < REQUESTS; i++) {
                peer.get("/");
            }
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            for (Exchange exchange : exchanges) {
                ByteBuf page = Unpooled.wrappedBuffer(new byte[PAGE_BYTES]);
                pages.add(page);
                exchange.reply(Response.status(200).body(page));
            }
            onLoop(exchanges.getFirst());
            // A heap page that is written is copied to direct memory and released: the others were not touched.
            assertThat(pages).filteredOn(page -> page.refCnt() == 0).hasSizeLessThan(20);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(peer.answer().body()).hasSize(PAGE_BYTES);
            }
        }
        assertThat(pages).allSatisfy(page -> assertThat(page.refCnt()).isZero());
    }

    @Test
    void requestsBehindAFullSocket_areNotDispatched() throws Exception {
        List<Exchange> exchanges = new CopyOnWriteArrayList<>();
        try (HttpServer server = HttpServer.bind(HttpOptions.defaults(), exchange -> {
                    exchanges.add(exchange);
                    exchange.reply(Response.status(200).body(new byte[PAGE_BYTES]));
                });
                var peer = new Peer(server)) {
            peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(REQUESTS));
            assertThat(peer.answer().body()).hasSize(PAGE_BYTES);
            onLoop(exchanges.getFirst());
            assertThat(exchanges).hasSizeLessThan(20);
            for (int i = 1; i < REQUESTS; i++) {
                assertThat(peer.answer().body()).hasSize(PAGE_BYTES);
            }
        }
    }

    private static void onLoop(Exchange exchange) throws InterruptedException {
        var reached = new CountDownLatch(1);
        exchange.loop().execute(reached::countDown);
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
