package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReaderPoolTest {

    private static final int READERS = 3;

    @TempDir
    Path directory;

    private ReaderPool open() {
        return new ReaderPool(Database.open(StorageOptions.of(directory.resolve("db")), tables -> {}), READERS);
    }

    private interface Part {
        void run() throws Exception;
    }

    private static final class Work implements ReaderPool.Work {
        private final Part part;
        private final CompletableFuture<String> thread = new CompletableFuture<>();

        Work(Part part) {
            this.part = part;
        }

        @Override
        public void run(Tables tables) {
            try {
                part.run();
                thread.complete(Thread.currentThread().getName());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void failed(Exception cause) {
            thread.completeExceptionally(cause);
        }
    }

    private static Work offer(ReaderPool pool, Part part) {
        Work work = new Work(part);
        assertThat(pool.offer(work)).isTrue();
        return work;
    }

    @Test
    void workOneAfterTheOther_staysOnOneConnection() throws Exception {
        try (ReaderPool pool = open()) {
            for (int i = 0; i < 50; i++) {
                offer(pool, () -> {}).thread.get(10, TimeUnit.SECONDS);
                while (pool.idle() < READERS) {
                    Thread.onSpinWait();
                }
            }
            assertThat(pool.connected()).isEqualTo(1);
        }
    }

    @Test
    void workAtTheSameTime_isSpreadOverTheThreads_andTheRestWaits() throws Exception {
        CountDownLatch allBegun = new CountDownLatch(READERS);
        CountDownLatch end = new CountDownLatch(1);
        try (ReaderPool pool = open()) {
            for (int i = 0; i < READERS; i++) {
                offer(pool, () -> {
                    allBegun.countDown();
                    end.await();
                });
            }
            assertThat(allBegun.await(10, TimeUnit.SECONDS)).isTrue();
            Work fourth = offer(pool, () -> {});
            assertThat(pool.active()).isEqualTo(READERS);
            assertThat(pool.waiting()).isEqualTo(1);
            end.countDown();
            assertThat(fourth.thread.get(10, TimeUnit.SECONDS)).startsWith("streams-reader-");
        }
    }

    @Test
    void close_servesWhatWaits_andTakesNoMore() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ReaderPool pool = open();
        for (int i = 0; i < READERS; i++) {
            offer(pool, end::await);
        }
        Work last = offer(pool, () -> {});
        CompletableFuture<Void> closed = CompletableFuture.runAsync(pool::close);
        while (pool.offer(new Work(() -> {}))) {
            Thread.onSpinWait();
        }
        end.countDown();
        closed.get(10, TimeUnit.SECONDS);
        assertThat(last.thread.get(1, TimeUnit.SECONDS)).isNotEmpty();
    }
}
