package dev.streamslocal.conformance;

import static dev.streamslocal.conformance.ProbeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of connections that say nothing: others are served meanwhile, and each costs little and gives it back. */
@Ours("a promise of ours")
class IdleConnectionsProbesIT {
    private static final int WANTED = 15_000;
    /** Files that the run itself and other probes need. */
    private static final int SPARED = 3_000;
    /** Ports of one address do not suffice for all. */
    private static final int PER_ADDRESS = 4_000;

    private static final long BYTES_EACH_MAX = 16 << 10;
    private static final long BYTES_MORE_MAX = 1 << 10;

    @Test
    @Timeout(240)
    void thousandsOfIdleConnections_areCheapAndGivenBack() throws Exception {
        int count = Math.min(WANTED, ProcessFigures.openFilesMax() - SPARED);
        assumeTrue(count >= 1_000, "too few open files allowed");
        Path root = PackagedServer.newRoot();
        PackagedServer server = PackagedServer.startInItsSize(root);
        try {
            ask(server);
            server.collectGarbage();
            ProcessFigures before = ProcessFigures.of(server.pid());
            // The heap takes its size from the first round.
            withIdle(server, count, before);
            ProcessFigures second = withIdle(server, count, before);
            ProcessFigures third = withIdle(server, count, before);

            long each = (third.residentKib() - before.residentKib()) * 1024 / count;
            long more = (third.residentKib() - second.residentKib()) * 1024 / count;
            System.out.printf("%d idle connections: %d bytes each, another round %+d each%n", count, each, more);
            assertThat(each).isLessThan(BYTES_EACH_MAX);
            assertThat(more).isLessThan(BYTES_MORE_MAX);
            ask(server);
        } finally {
            server.stop();
        }
        assertThat(server.log()).doesNotContain("\tat ");
    }

    private static ProcessFigures withIdle(PackagedServer server, int count, ProcessFigures before) throws Exception {
        List<SocketChannel> idle = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                idle.add(connection(server.address(), i));
            }
            int expected = before.openFiles() + count;
            ProcessFigures held = ProcessFigures.await(server.pid(), now -> now.openFiles() >= expected);
            assertThat(held.openFiles()).isGreaterThanOrEqualTo(expected);
            ask(server);
            server.collectGarbage();
            return ProcessFigures.of(server.pid());
        } finally {
            for (SocketChannel each : idle) {
                each.close();
            }
            ProcessFigures after =
                    ProcessFigures.await(server.pid(), now -> now.openFiles() <= before.openFiles() + 10);
            assertThat(after.openFiles()).isLessThanOrEqualTo(before.openFiles() + 10);
        }
    }

    /** Every third has been served once, the others have said nothing. */
    private static SocketChannel connection(InetSocketAddress server, int index) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (server.getAddress().isLoopbackAddress() && server.getAddress().getAddress().length == 4) {
            channel.bind(new InetSocketAddress("127.0.0." + (2 + index / PER_ADDRESS), 0));
        }
        channel.connect(server);
        if (index % 3 == 0) {
            channel.write(StandardCharsets.US_ASCII.encode("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(1024);
            while (!StandardCharsets.US_ASCII
                    .decode(answer.duplicate().flip())
                    .toString()
                    .endsWith("}")) {
                if (channel.read(answer) < 0) {
                    throw new IOException("the server closed connection " + index);
                }
            }
        }
        return channel;
    }

    private static void ask(PackagedServer server) {
        try (Wire wire = Wire.open(server.address())) {
            wire.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(wire.answer()).hasStatus(200);
        }
    }
}
