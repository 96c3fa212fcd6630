package dev.streamslocal.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A live SSE connection, read frame by frame exactly as the bytes stand. Confined to the thread of its probe. */
final class SseReader implements AutoCloseable {
    private final Wire wire;
    private final Answer head;
    private final InputStream body;

    /** One event: its name, and its data lines without {@code data:}. */
    record Frame(String event, List<String> data) {
        String payload() {
            return String.join("\n", data);
        }
    }

    private SseReader(Wire wire) {
        this.wire = wire;
        this.head = wire.head();
        this.body = wire.bodyOf(head);
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

    /** Whether the body is at its end; waits for it. */
    boolean ended() {
        try {
            return body.read() < 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether the connection ends, in an orderly way or by a reset, before another event comes. */
    boolean cutOff() {
        try {
            return body.read() < 0;
        } catch (IOException reset) {
            return true;
        }
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
