package dev.streamslocal.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers under way are bounded, and whoever does not take his makes room for those that wait. */
@ExtendWith(Leaks.class)
@Timeout(60)
final class AnswerMemoryTest {

    private final List<String> events = new ArrayList<>();
    private final AnswerMemory memory = new AnswerMemory(100, () -> events.add("pressure"));

    @Test
    void take_beyondTheBound_isRefused() {
        assertThat(memory.take(60)).isTrue();
        assertThat(memory.take(41)).isFalse();
        assertThat(memory.take(40)).isTrue();
        assertThat(memory.held()).isEqualTo(100);
    }

    @Test
    void take_moreThanAllOfIt_isGrantedToOneAlone() {
        assertThat(memory.take(1000)).isTrue();
        assertThat(memory.take(1)).isFalse();
        memory.give(1000);
        assertThat(memory.take(1)).isTrue();
        assertThat(memory.take(1000)).isFalse();
    }

    @Test
    void await_isServedInOrder_andNobodyOvertakes() {
        assertThat(memory.take(90)).isTrue();
        memory.await(50, Runnable::run, () -> events.add("first"));
        memory.await(5, Runnable::run, () -> events.add("second"));
        assertThat(memory.take(5)).isFalse();
        assertThat(memory.wanted()).isTrue();
        memory.give(30);
        assertThat(events).containsExactly("pressure", "pressure");
        memory.give(30);
        assertThat(events).containsExactly("pressure", "pressure", "first", "second");
        assertThat(memory.held()).isEqualTo(85);
        assertThat(memory.wanted()).isFalse();
    }

    @Test
    void await_whereThereIsRoom_isServedAtOnce() {
        memory.await(50, Runnable::run, () -> events.add("granted"));
        assertThat(events).containsExactly("pressure", "granted");
    }

    @Test
    void await_onALoopThatHasEnded_givesTheRoomBack() {
        memory.await(
                50,
                task -> {
                    throw new RejectedExecutionException();
                },
                () -> events.add("granted"));
        assertThat(memory.held()).isZero();
    }

    @Test
    void until_lastReferenceIsDropped_keepsTheRoom() {
        assertThat(memory.take(70)).isTrue();
        ByteBuf body = memory.until(
                UnpooledByteBufAllocator.DEFAULT.buffer(8).writeLong(42), 70, UnpooledByteBufAllocator.DEFAULT);
        ByteBuf shared = body.retainedDuplicate();
        body.release();
        assertThat(memory.held()).isEqualTo(70);
        assertThat(shared.readLong()).isEqualTo(42);
        shared.release();
        assertThat(memory.held()).isZero();
    }

    @Test
    void clientsThatTakeNothing_areCutOffWhenOthersWait() throws Exception {
        int bytes = 16 << 20;
        HttpOptions options = HttpOptions.defaults()
                .withLimits(HttpLimits.defaults().withAnswerBytesMax(2L * bytes).withTimes(10_000, 10_000, 50_000));
        try (HttpServer server = HttpServer.bind(options, exchange -> answer(exchange, bytes));
                var mute = new Peer(server);
                var muteToo = new Peer(server);
                var reading = new Peer(server)) {
            mute.get("/");
            mute.line();
            muteToo.get("/");
            muteToo.line();
            reading.get("/");
            assertThat(reading.answer().body()).hasSize(bytes);
        }
    }

    /** Takes room for a page, waits for it if there is none, and answers. */
    private static void answer(Exchange exchange, int bytes) {
        AnswerMemory pages = exchange.memoryOfPages();
        if (pages.take(bytes)) {
            send(exchange, pages, bytes);
        } else {
            pages.await(bytes, exchange.loop(), () -> send(exchange, pages, bytes));
        }
    }

    private static void send(Exchange exchange, AnswerMemory pages, int bytes) {
        ByteBuf page = exchange.allocator().buffer(bytes).writeZero(bytes);
        exchange.reply(Response.status(200).body(pages.until(page, bytes, exchange.allocator())));
    }
}
