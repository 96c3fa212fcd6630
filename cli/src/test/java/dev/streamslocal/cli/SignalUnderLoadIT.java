package dev.streamslocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that is told to end while clients append: what it has answered is there afterwards. */
@Timeout(120)
class SignalUnderLoadIT {
    private static final int CLIENTS = 8;
    private static final int ANSWERS_BEFORE = 200;

    @TempDir
    Path temporary;

    private Path root;

    @BeforeEach
    void names() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
    }

    /** Of several signals the first counts; the others are those of someone in a hurry. */
    @ParameterizedTest
    @CsvSource({"TERM, 0", "INT TERM INT INT, 0", "HUP, 129"})
    void signals_keepEveryAnsweredAppendOnceAndInOrder(String signals, int code) throws Exception {
        var burst = new Burst();
        try (var server = start()) {
            assertThat(server.send("PUT", "/v1/stream/a", "")).startsWith("201 ");
            burst.begin(server.url() + "/v1/stream/a");
            burst.awaitAnswers();
            for (var signal : signals.split(" ")) {
                server.signal(signal);
            }
            assertThat(server.exitCode()).isEqualTo(code);
            burst.awaitEnd();
            assertThat(server.errors()).hasLineCount(1);
        }
        assertThat(burst.oddities).isEmpty();
        try (var left = Files.list(root.resolve("dev"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("durable-streams.sqlite", "server.lock");
        }
        try (var server = start()) {
            var stored = readAll(server.url() + "/v1/stream/a");
            assertThat(stored).doesNotHaveDuplicates().isSubsetOf(burst.sent()).containsAll(burst.answered);
            for (var client = 0; client < CLIENTS; client++) {
                var prefix = client + ":";
                assertThat(stored.stream()
                                .filter(each -> each.startsWith(prefix))
                                .map(each -> Integer.parseInt(each.substring(prefix.length()))))
                        .as("of client %d", client)
                        .isSorted();
            }
        }
    }

    private StreamsProcess start() throws IOException {
        return StreamsProcess.run(root, "start", "--name", "dev", "--no-reuse").untilReady();
    }

    private static List<String> readAll(String stream) throws IOException, InterruptedException {
        var all = new ArrayList<String>();
        try (var client = HttpClient.newHttpClient()) {
            var offset = "-1";
            while (true) {
                var page = client.send(
                        HttpRequest.newBuilder(URI.create(stream + "?offset=" + offset))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(page.statusCode()).isEqualTo(200);
                Arrays.stream(page.body().replaceAll("[\\[\\]\"]", "").split(","))
                        .filter(each -> !each.isEmpty())
                        .forEach(all::add);
                offset = page.headers().firstValue("Stream-Next-Offset").orElseThrow();
                if (page.headers().firstValue("Stream-Up-To-Date").isPresent()) {
                    return all;
                }
            }
        }
    }

    /** Clients that append numbered messages, one after the other each, until the server answers no more. */
    private static final class Burst {
        private final HttpClient client = HttpClient.newHttpClient();
        private final ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<String> oddities = new ConcurrentLinkedQueue<>();
        private final CountDownLatch enough = new CountDownLatch(ANSWERS_BEFORE);
        private final AtomicInteger[] sent = new AtomicInteger[CLIENTS];
        private final List<Thread> threads = new ArrayList<>();

        void begin(String stream) {
            for (var i = 0; i < CLIENTS; i++) {
                var number = i;
                sent[number] = new AtomicInteger();
                threads.add(Thread.ofPlatform().start(() -> append(stream, number)));
            }
        }

        void awaitAnswers() throws InterruptedException {
            assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        }

        void awaitEnd() throws InterruptedException {
            for (var thread : threads) {
                thread.join();
            }
            client.close();
        }

        HashSet<String> sent() {
            var all = new HashSet<String>();
            for (var each = 0; each < CLIENTS; each++) {
                for (var number = 1; number <= sent[each].get(); number++) {
                    all.add(each + ":" + number);
                }
            }
            return all;
        }

        private void append(String stream, int number) {
            try {
                while (true) {
                    var message = number + ":" + sent[number].incrementAndGet();
                    var answer = client.send(
                            HttpRequest.newBuilder(URI.create(stream))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString('"' + message + '"'))
                                    .build(),
                            BodyHandlers.ofString());
                    if (answer.statusCode() != 204) {
                        refused(answer);
                        return;
                    }
                    answered.add(message);
                    enough.countDown();
                }
            } catch (IOException e) {
                // The server is gone; whether this one was stored is left open.
                return;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void refused(HttpResponse<String> answer) {
            if (answer.statusCode() != 503 || !answer.body().contains("\"server shutting down\"")) {
                oddities.add(answer.statusCode() + " " + answer.body());
            }
        }
    }
}
