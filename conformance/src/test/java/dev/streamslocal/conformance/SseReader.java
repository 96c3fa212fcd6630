package dev.streamslocal.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A live SSE connection, read frame by frame exactly as the bytes stand. Confined to the thread of its probe. */
final class SseReader implements AutoCloseable {
    private final Wire wire;
    private final Answer head;
    private final PushbackInputStream body;

    /** One event: its name, and its data lines without {@code data:}. */
    record Frame(String event, List<String> data) {
        String payload() {
            return String.join("\n", data);
        }
    }

    private SseReader(Wire wire) {
        this.wire = wire;
        this.head = wire.head();
        this.body = new PushbackInputStream(wire.bodyOf(head));
    }

    static SseReader open(Call call) {
        return new SseReader(call.start());
    }

    static SseReader open(ProbeStream stream, String query) {
        return open(stream.get("live=sse&" + query));
    }

    Answer head() {
        return head;
    }

    /** The next event; fails if the bytes are anything but {@code event: NAME}, data lines and a blank line, each ended by LF alone. */
    Frame next() {
        String event = line();
        if (!event.startsWith("event: ")) {
            throw new AssertionError("expected an event line, got <" + event + ">");
        }
        var data = new ArrayList<String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (!line.startsWith("data:")) {
                throw new AssertionError("expected a data line, got <" + line + ">");
            }
            data.add(line.substring("data:".length()));
        }
        return new Frame(event.substring("event: ".length()), data);
    }

    /** Whether the body is at its end in an orderly way; waits for that or the next event. */
    boolean ended() {
        try {
            return atEnd();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether the connection ends, in an orderly way or by a reset, before another event comes. */
    boolean cutOff() {
        try {
            return atEnd();
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private boolean atEnd() throws IOException {
        int next = body.read();
        if (next >= 0) {
            body.unread(next);
        }
        return next < 0;
    }

    @Override
    public void close() {
        wire.close();
    }

    private String line() {
        try {
            var line = new ByteArrayOutputStream();
            for (int next = body.read(); next != '\n'; next = body.read()) {
                if (next < 0) {
                    throw new AssertionError("body ended after <" + line.toString(StandardCharsets.UTF_8) + ">");
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
