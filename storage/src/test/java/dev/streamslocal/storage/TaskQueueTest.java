package dev.streamslocal.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.streamslocal.protocol.Lifetime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TaskQueueTest {

    private final Stream stream =
            new Stream(1, "s", 1, Calls.BYTES, false, "generic", 0, Lifetime.FOREVER, Stream.NEVER, Head.empty(0));

    private Task append(String text) {
        return new Task.Append(stream, Calls.append(Calls.bytes(text)), result -> {});
    }

    private Task close() {
        return new Task.Append(stream, Calls.close(), result -> {});
    }

    @Test
    void offer_beyondRequests_isRefusedUntilOneIsReleased() {
        TaskQueue queue = new TaskQueue(2, 100);
        Task first = append("a");
        assertThat(queue.offer(first)).isTrue();
        assertThat(queue.offer(close())).isTrue();
        assertThat(queue.offer(close())).isFalse();
        assertThat(queue.take(10, 100)).hasSize(2);
        assertThat(queue.offer(close())).as("taken is not yet done").isFalse();
        queue.release(first);
        assertThat(queue.offer(append("b"))).isTrue();
        assertThat(queue.requests()).isEqualTo(2);
        assertThat(queue.bytes()).isEqualTo(1);
    }

    @Test
    void offer_beyondBytes_isRefusedButForWhatHasNone() {
        TaskQueue queue = new TaskQueue(10, 5);
        assertThat(queue.offer(append("12345"))).isTrue();
        assertThat(queue.offer(append("6"))).isFalse();
        assertThat(queue.offer(close())).isTrue();
        assertThat(queue.bytes()).isEqualTo(5);
        assertThat(queue.requests()).isEqualTo(2);
    }

    @Test
    void push_isNeverRefusedAndNotCounted() {
        TaskQueue queue = new TaskQueue(0, 0);
        Task renew = new Task.Renew(stream);
        assertThat(queue.push(renew)).isTrue();
        assertThat(queue.requests()).isZero();
        assertThat(queue.take(10, 10)).containsExactly(renew);
        queue.release(renew);
        assertThat(queue.requests()).isZero();
    }

    @Test
    void take_endsAtRequestsAndBytes_inOrder() {
        TaskQueue queue = new TaskQueue(100, 100);
        List<Task> tasks = List.of(append("1"), append("22"), append("333"), close(), append("4444"));
        tasks.forEach(queue::offer);
        assertThat(queue.take(2, 100)).isEqualTo(tasks.subList(0, 2));
        assertThat(queue.take(100, 3)).isEqualTo(tasks.subList(2, 4));
        assertThat(queue.take(100, 1))
                .as("one larger than the bound comes alone")
                .isEqualTo(tasks.subList(4, 5));
        assertThat(queue.take(100, 100)).isEmpty();
    }

    @Test
    void closeIfEmpty_refusesAfterwards() {
        TaskQueue queue = new TaskQueue(10, 10);
        queue.offer(close());
        assertThat(queue.closeIfEmpty()).isFalse();
        queue.take(1, 1);
        assertThat(queue.closeIfEmpty()).isTrue();
        assertThat(queue.closeIfEmpty()).isTrue();
        int before = queue.requests();
        assertThat(queue.offer(close())).isFalse();
        assertThat(queue.push(new Task.Renew(stream))).isFalse();
        assertThat(queue.requests()).isEqualTo(before);
    }

    /** Many threads offer, one takes and parks: nothing is lost, nothing is doubled, each thread's order is kept. */
    @Test
    void manyThreads_eachTaskIsTakenOnceInTheOrderOfItsThread() throws InterruptedException {
        int threads = 6;
        int each = 8_000;
        TaskQueue queue = new TaskQueue(500, 1 << 20);
        queue.taker(Thread.currentThread());
        List<Thread> offering = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String name = "t" + t + ":";
            offering.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    Task task = append(name + i);
                    while (!queue.offer(task)) {
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        Map<String, Integer> next = new HashMap<>();
        for (int taken = 0; taken < threads * each; ) {
            List<Task> group = queue.take(64, 1 << 20);
            if (group.isEmpty()) {
                LockSupport.park(this);
            }
            for (Task task : group) {
                String[] words =
                        new String(((Task.Append) task).command().messages().bytes(), UTF_8).split(":", -1);
                assertThat(next.merge(words[0], 1, Integer::sum) - 1).isEqualTo(Integer.parseInt(words[1]));
                queue.release(task);
                taken++;
            }
        }
        for (Thread thread : offering) {
            thread.join();
        }
        assertThat(queue.requests()).isZero();
        assertThat(queue.bytes()).isZero();
    }
}
