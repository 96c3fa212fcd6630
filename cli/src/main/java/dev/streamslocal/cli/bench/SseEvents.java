package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** Cuts a body of server-sent events into events, whatever pieces it comes in. Confined to its reader. */
final class SseEvents {
    private static final byte[] DATA = "data:".getBytes(ISO_8859_1);
    private static final byte[] EVENT = "event:".getBytes(ISO_8859_1);

    private final Sink sink;
    private byte[] line = new byte[1024];
    private int lineLength;
    private byte[] data = new byte[1024];
    private int dataLength;
    private String type = "";

    /** Takes the events. */
    interface Sink {
        /** One event; the bytes are valid during the call. */
        void event(String type, byte[] data, int length);
    }

    SseEvents(Sink sink) {
        this.sink = sink;
    }

    /** Begins a new body; returns whether the last one ended between two events. */
    boolean begin() {
        var between = lineLength == 0 && dataLength == 0 && type.isEmpty();
        lineLength = 0;
        dataLength = 0;
        type = "";
        return between;
    }

    void feed(byte[] bytes, int from, int to) {
        var at = from;
        for (var i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                takeLine(bytes, at, i);
                at = i + 1;
            }
        }
        line = append(line, lineLength, bytes, at, to);
        lineLength += to - at;
    }

    private void takeLine(byte[] bytes, int from, int to) {
        if (lineLength == 0) {
            line(bytes, from, to);
            return;
        }
        line = append(line, lineLength, bytes, from, to);
        var length = lineLength + to - from;
        lineLength = 0;
        line(line, 0, length);
    }

    private void line(byte[] bytes, int from, int to) {
        var end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        if (end == from) {
            dispatch();
        } else if (starts(bytes, from, end, DATA)) {
            var at = value(bytes, from + DATA.length, end);
            data = append(data, dataLength, bytes, at, end);
            dataLength += end - at;
        } else if (starts(bytes, from, end, EVENT)) {
            var at = value(bytes, from + EVENT.length, end);
            type = new String(bytes, at, end - at, ISO_8859_1);
        }
    }

    private void dispatch() {
        if (!type.isEmpty() || dataLength > 0) {
            sink.event(type, data, dataLength);
        }
        type = "";
        dataLength = 0;
    }

    private static int value(byte[] bytes, int from, int to) {
        return from < to && bytes[from] == ' ' ? from + 1 : from;
    }

    private static boolean starts(byte[] bytes, int from, int to, byte[] text) {
        return to - from >= text.length && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
    }

    private static byte[] append(byte[] into, int length, byte[] bytes, int from, int to) {
        var all = into;
        if (length + to - from > into.length) {
            all = Arrays.copyOf(into, Math.max(2 * into.length, length + to - from));
        }
        System.arraycopy(bytes, from, all, length, to - from);
        return all;
    }
}
