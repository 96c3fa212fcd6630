package dev.streamslocal.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Clients that ask and then never read a byte; each is opened again when the server has closed it. Confined to a thread of
 * its own.
 */
final class MuteReaders implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int RECEIVE_BYTES = 4096;
    private final InetSocketAddress server;
    private final IntFunction<String> targets;
    private final SocketChannel[] channels;
    private final Thread thread;
    private volatile int opened;
    private volatile int held;

    /** @param targets what each client asks for when it is opened */
    MuteReaders(InetSocketAddress server, int count, IntFunction<String> targets) {
        this.server = server;
        this.targets = targets;
        this.channels = new SocketChannel[count];
        this.thread = Thread.ofPlatform().daemon().name("mute-readers").start(this::run);
    }

    /** How many were opened, those opened again included. */
    int opened() {
        return opened;
    }

    /** How many the server held when last looked at. */
    int held() {
        return held;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                openWhatIsClosed();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException | IOException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void openWhatIsClosed() throws IOException {
        Set<Integer> ports = HeldConnections.clientPorts(server.getPort());
        int holding = 0;
        for (int client = 0; client < channels.length; client++) {
            if (isHeld(client, ports)) {
                holding++;
            } else {
                open(client);
            }
        }
        held = holding;
    }

    private boolean isHeld(int client, Set<Integer> ports) throws IOException {
        SocketChannel channel = channels[client];
        return channel != null
                && channel.getLocalAddress() instanceof InetSocketAddress local
                && ports.contains(local.getPort());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Written by this thread alone.
    private void open(int client) throws IOException {
        if (channels[client] != null) {
            channels[client].close();
        }
        var channel = SocketChannel.open();
        channels[client] = channel;
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
        try {
            channel.connect(server);
            String request =
                    "GET " + targets.apply(client) + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            opened++;
        } catch (IOException refused) {
            // The next round tries again; a server that is gone is noticed elsewhere.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
            for (SocketChannel channel : channels) {
                if (channel != null) {
                    channel.close();
                }
            }
        } catch (InterruptedException | IOException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
