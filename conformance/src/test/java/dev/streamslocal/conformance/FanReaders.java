package dev.streamslocal.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/** SSE readers of one stream, all on one thread, which counts the messages they get. */
final class FanReaders implements AutoCloseable {
    /** Stands once in each message and nowhere else. */
    static final char MARK = '~';

    /** Each local address has ports for fewer connections than this probe may want. */
    private static final int CONNECTIONS_PER_ADDRESS = 5_000;

    private static final long SILENCE_NANOS_MAX = 45_000_000_000L;

    private final Selector selector;
    private final int count;
    private final Thread thread;
    private final LongAdder begun = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private long expected;

    FanReaders(InetSocketAddress server, String path, int count) throws IOException {
        this.selector = Selector.open();
        this.count = count;
        byte[] request = ("GET " + path + "?offset=now&live=sse HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort()
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int reader = 0; reader < count; reader++) {
            var channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
            channel.bind(new InetSocketAddress("127.0.0." + (2 + reader / CONNECTIONS_PER_ADDRESS), 0));
            channel.connect(server);
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        this.thread = Thread.ofPlatform().daemon().name("fan-readers").start(this::run);
    }

    int count() {
        return count;
    }

    /** Waits until each has got the beginning of its answer. */
    void awaitBegun() {
        await(begun, count);
    }

    /** One more message was appended: waits until each has got it. */
    void awaitNext() {
        expected += count;
        await(messages, expected);
    }

    private void await(LongAdder figure, long wanted) {
        long end = System.nanoTime() + SILENCE_NANOS_MAX;
        while (figure.sum() < wanted) {
            if (lost.sum() > 0 || System.nanoTime() > end) {
                throw new AssertionError(
                        figure.sum() + " of " + wanted + ", " + lost.sum() + " of " + count + " readers lost");
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private void run() {
        var buffer = ByteBuffer.allocate(16 << 10);
        try {
            while (selector.isOpen()) {
                selector.select(key -> take(key, buffer));
            }
        } catch (IOException | ClosedSelectorException closed) {
            // The probe is over.
        }
    }

    private void take(SelectionKey key, ByteBuffer buffer) {
        try {
            int read = ((SocketChannel) key.channel()).read(buffer.clear());
            if (read < 0) {
                throw new IOException("ended");
            }
            if (key.attachment() == null) {
                key.attach(begun);
                begun.increment();
            }
            for (int at = 0; at < read; at++) {
                if (buffer.get(at) == MARK) {
                    messages.increment();
                }
            }
        } catch (IOException ended) {
            lost.increment();
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
