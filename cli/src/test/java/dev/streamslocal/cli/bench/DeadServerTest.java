package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A run against servers that are silent, gone, or lead a reader nowhere: it ends, and says no more than it knows. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class DeadServerTest {
    private static final String CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile OnRead onRead = OnRead.SILENCE;
    private ServerSocket socket;

    private enum OnRead {
        SILENCE,
        END,
        SAME_PAGE
    }

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    /** Takes whatever is written; what it does to those who read is up to the test. */
    private void serve() {
        Thread.ofPlatform().daemon().start(() -> {
            while (!socket.isClosed()) {
                try {
                    var client = socket.accept();
                    Thread.ofPlatform().daemon().start(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            for (var head = head(in); ; head = head(in)) {
                var length = head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
                in.readNBytes(length.equals(head) ? 0 : Integer.parseInt(length));
                if (!head.startsWith("GET")) {
                    client.getOutputStream().write(CREATED.getBytes(ISO_8859_1));
                    continue;
                }
                reads.incrementAndGet();
                switch (onRead) {
                    case SILENCE -> {}
                    case END -> {
                        return;
                    }
                    case SAME_PAGE ->
                        client.getOutputStream()
                                .write(("HTTP/1.1 200 OK\r\nStream-Next-Offset: -1\r\nContent-Length: 9\r\n\r\n"
                                                + "[{\"a\":1}]")
                                        .getBytes(ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The run has closed it.
        }
    }

    private static String head(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private int run(BooleanSupplier stop, BooleanSupplier insist, String more) {
        var words = "--url http://127.0.0.1:" + socket.getLocalPort() + " --duration 100ms --warmup 0 --connections 2 "
                + more;
        return new Bench(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), stop, insist, "none")
                .run(List.of(words.split(" ")));
    }

    @Test
    void stoppedWhileNobodyAnswers_endsAtOnce() {
        assertThat(run(() -> true, () -> false, "--streams 40")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("ended before the load: creating streams\n");
    }

    @Test
    void insistedOnWhileReadingBack_endsAtOnce() {
        serve();
        assertThat(run(() -> false, () -> reads.get() > 0, "--streams 2")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .startsWith("ended at once by a second signal, ")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void goneWhenReadBack_isUnreadable_butNothingCountsAsLost_andFewAreTried() {
        onRead = OnRead.END;
        serve();
        assertThat(run(() -> false, () -> false, "--streams 64")).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("\"lost\":0,").contains("\"unreadable\":64,");
        assertThat(reads.get()).isLessThanOrEqualTo(7 * 5);
    }

    @Test
    void pageThatEndsWhereItBegins_endsTheReader() {
        onRead = OnRead.SAME_PAGE;
        serve();
        assertThat(run(() -> false, () -> false, "--streams 2")).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("the page from offset -1 ends where it begins");
    }
}
