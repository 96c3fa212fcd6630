package dev.streamslocal.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * Clients that send one byte a second: every other one its request head, the others the body of an append, of which a part
 * has come at once. Each is opened again when the server has answered or closed. Confined to a thread of its own.
 */
final class DripSenders implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int BODY_BYTES = 8 << 20;
    private static final int BODY_BYTES_AT_ONCE = 64 << 10;
    private static final byte FILL = 'x';

    private final InetSocketAddress server;
    private final String target;
    private final IntConsumer statuses;
    private final SocketChannel[] channels;
    private final int[] sent;
    private final Thread thread;
    private volatile int opened;

    /** @param statuses gets the status of each answer */
    DripSenders(InetSocketAddress server, int count, String target, IntConsumer statuses) {
        this.server = server;
        this.target = target;
        this.statuses = statuses;
        this.channels = new SocketChannel[count];
        this.sent = new int[count];
        this.thread = Thread.ofPlatform().daemon().name("drip-senders").start(this::run);
    }

    int opened() {
        return opened;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (int client = 0; client < channels.length; client++) {
                    drip(client);
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(int client) {
        try {
            if (channels[client] == null) {
                open(client);
            } else if (isAnswered(client)) {
                forget(client);
            } else {
                channels[client].write(ByteBuffer.wrap(new byte[] {next(client)}));
            }
        } catch (IOException closedByServer) {
            forget(client);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by this thread alone.
    private void open(int client) throws IOException {
        channels[client] = SocketChannel.open(server);
        sent[client] = 0;
        if (!dripsHead(client)) {
            channels[client].write(ByteBuffer.wrap(head().getBytes(StandardCharsets.ISO_8859_1)));
            channels[client].write(ByteBuffer.allocate(BODY_BYTES_AT_ONCE));
        }
        channels[client].configureBlocking(false);
        opened++;
    }

    private byte next(int client) {
        return dripsHead(client) ? (byte) head().charAt(sent[client]++ % head().length()) : FILL;
    }

    private static boolean dripsHead(int client) {
        return client % 2 == 0;
    }

    private String head() {
        return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n" + KeptClient.BYTES
                + "Content-Length: " + BODY_BYTES + "\r\n\r\n";
    }

    private boolean isAnswered(int client) throws IOException {
        var answer = ByteBuffer.allocate(1024);
        int length = channels[client].read(answer);
        if (length > "HTTP/1.1 ".length() + 3) {
            String status = new String(answer.array(), "HTTP/1.1 ".length(), 3, StandardCharsets.ISO_8859_1);
            statuses.accept(Integer.parseInt(status));
        }
        return length != 0;
    }

    private void forget(int client) {
        try {
            if (channels[client] != null) {
                channels[client].close();
            }
        } catch (IOException alreadyClosed) {
            // Then there is nothing to close.
        }
        channels[client] = null;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (int client = 0; client < channels.length; client++) {
            forget(client);
        }
    }
}
