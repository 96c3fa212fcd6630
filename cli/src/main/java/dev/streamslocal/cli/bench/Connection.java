package dev.streamslocal.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** One connection to the server: one request at a time, and its answer. Confined to the loop. */
final class Connection {
    // Servers close connections that were idle for a while (Node after 5 s), possibly just as a request is on its way,
    // and an append must not be sent twice.
    private static final long IDLE_MAX = TimeUnit.SECONDS.toNanos(3);

    private static final int READS_IN_A_ROW = 4;

    private final Loop loop;
    private final Target target;
    private final AnswerListener listener;
    private final long silenceMax;
    private final AnswerParser parser;
    private final SocketChannel channel;
    private ByteBuffer request = ByteBuffer.allocate(0);
    private State state = State.NEW;
    private boolean writeWanted;
    private long lastUse;

    private enum State {
        NEW,
        CONNECTING,
        IDLE,
        BUSY,
        CLOSED
    }

    /**
     * A connection that will be opened for its first request.
     *
     * @param silenceMax nanoseconds without a byte of a due answer after which the connection counts as broken
     * @throws BenchFailure if the system gives no more of them
     */
    Connection(Loop loop, Target target, AnswerListener listener, long silenceMax) {
        this.loop = loop;
        this.target = target;
        this.listener = listener;
        this.silenceMax = silenceMax;
        this.parser = new AnswerParser(listener);
        this.lastUse = System.nanoTime();
        try {
            this.channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException e) {
            throw new BenchFailure("cannot open one more connection: " + reason(e));
        }
    }

    /** This connection if it can take a request, else a new one. */
    Connection renewed() {
        if (state == State.NEW || state == State.IDLE && System.nanoTime() - lastUse < IDLE_MAX) {
            return this;
        }
        close();
        return new Connection(loop, target, listener, silenceMax);
    }

    /** Sends a request; the buffer must stay as it is until its answer ends. */
    void send(ByteBuffer bytes) {
        request = bytes;
        lastUse = System.nanoTime();
        if (state == State.NEW) {
            connect();
        } else {
            state = State.BUSY;
            write();
        }
    }

    private void connect() {
        if (target.address().isUnresolved()) {
            breakOff("cannot connect to " + target + ": unknown host");
            return;
        }
        try {
            state = State.CONNECTING;
            var at = channel.connect(target.address());
            channel.register(loop.selector(), at ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            if (at) {
                connected();
            }
        } catch (IOException | RuntimeException e) {
            breakOff("cannot connect to " + target + ": " + reason(e));
        }
    }

    private void connected() {
        state = State.BUSY;
        write();
    }

    private void write() {
        try {
            channel.write(request);
            wantWrite(request.hasRemaining());
        } catch (IOException e) {
            breakOff("the connection broke while a request was sent: " + reason(e));
        }
    }

    private void wantWrite(boolean wanted) {
        if (wanted != writeWanted) {
            writeWanted = wanted;
            interest(wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    private void interest(int operations) {
        channel.keyFor(loop.selector()).interestOps(operations);
    }

    void ready() {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.CONNECTING) {
            finishConnect();
            return;
        }
        if (writeWanted) {
            write();
        }
        for (var i = 0; i < READS_IN_A_ROW && state != State.CLOSED && read(); i++) {}
    }

    private void finishConnect() {
        try {
            if (channel.finishConnect()) {
                interest(SelectionKey.OP_READ);
                connected();
            }
        } catch (IOException e) {
            breakOff("cannot connect to " + target + ": " + reason(e));
        }
    }

    /** Whether there may be more to read at once. */
    private boolean read() {
        var bytes = loop.buffer();
        int count;
        try {
            count = channel.read(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            breakOff("the connection broke: " + reason(e));
            return false;
        }
        if (count < 0) {
            ended();
            return false;
        }
        if (count == 0) {
            return false;
        }
        if (state == State.IDLE) {
            close();
            return false;
        }
        lastUse = System.nanoTime();
        try {
            parser.feed(bytes, 0, count);
        } catch (ProtocolFault e) {
            breakOff(String.valueOf(e.getMessage()));
        }
        return count == bytes.length;
    }

    private void ended() {
        var busy = state == State.BUSY;
        close();
        if (busy && !parser.closed()) {
            listener.broken("the server closed the connection before its answer was complete");
        }
    }

    /** Called by the listener when it has taken the whole answer, before it sends another request. */
    void answered() {
        if (state == State.BUSY) {
            state = State.IDLE;
            if (parser.closing()) {
                close();
            }
        }
    }

    void checkSilence(long now) {
        if ((state == State.BUSY || state == State.CONNECTING) && now - lastUse > silenceMax) {
            breakOff("no answer within " + TimeUnit.NANOSECONDS.toSeconds(silenceMax) + " s");
        }
    }

    private void breakOff(String reason) {
        if (state != State.CLOSED) {
            close();
            listener.broken(reason);
        }
    }

    void close() {
        state = State.CLOSED;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
