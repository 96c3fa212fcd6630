package dev.streamslocal.cli.bench;

/** Cuts bodies into messages and compares each, whatever pieces the bytes come in. Confined to one reader. */
final class BodyScanner {
    private final Messages.Reading reading;
    private final int size;
    private final boolean json;
    private final Sink sink;
    private final byte[] begun;
    private int held;
    private State state = State.BEFORE;

    private enum State {
        BEFORE,
        FIRST,
        MESSAGE,
        AFTER,
        NEXT,
        DONE,
        LOST
    }

    /** Takes what is found. */
    interface Sink {
        /** A message as it was written; {@code bytes} is valid during the call. */
        void message(Messages.Reading message, byte[] bytes, int start);

        /** A message with a wrong byte. */
        void altered(Messages.Reading message, int position, String found);

        /** A body that is no sequence of messages; the rest of it is passed over. */
        void unreadable(String reason);
    }

    BodyScanner(Messages messages, Sink sink) {
        this.reading = messages.new Reading();
        this.size = messages.size();
        this.json = messages.json();
        this.sink = sink;
        this.begun = new byte[size];
    }

    /** Begins a body. */
    void begin() {
        held = 0;
        state = json ? State.BEFORE : State.MESSAGE;
    }

    void feed(byte[] bytes, int from, int to) {
        var at = from;
        while (at < to) {
            at = state == State.MESSAGE ? messageBytes(bytes, at, to) : between(bytes, at);
            if (state == State.LOST) {
                return;
            }
        }
    }

    /** Ends a body. An empty one is none. */
    void end() {
        var whole = json ? state == State.DONE || state == State.BEFORE : held == 0;
        if (!whole && state != State.LOST) {
            sink.unreadable("the body ends within a message or array");
        }
    }

    private int messageBytes(byte[] bytes, int at, int to) {
        if (held == 0 && to - at >= size) {
            judge(bytes, at);
            return at + size;
        }
        var more = Math.min(size - held, to - at);
        System.arraycopy(bytes, at, begun, held, more);
        held += more;
        if (held == size) {
            held = 0;
            judge(begun, 0);
        }
        return at + more;
    }

    private void judge(byte[] bytes, int start) {
        var wrong = reading.mismatch(bytes, start);
        if (wrong < 0) {
            sink.message(reading, bytes, start);
        } else {
            sink.altered(reading, wrong, "0x%02x was never written there".formatted(bytes[start + wrong]));
        }
        if (json) {
            state = State.AFTER;
        }
    }

    private int between(byte[] bytes, int at) {
        var each = bytes[at];
        if (each == ' ' || each == '\n' || each == '\r' || each == '\t') {
            return at + 1;
        }
        switch (state) {
            case BEFORE -> state = each == '[' ? State.FIRST : lost(each);
            case FIRST -> state = each == ']' ? State.DONE : State.MESSAGE;
            case AFTER -> state = each == ',' ? State.NEXT : each == ']' ? State.DONE : lost(each);
            case NEXT -> state = State.MESSAGE;
            case DONE -> state = lost(each);
            case MESSAGE, LOST -> throw new IllegalStateException("not between messages: " + state);
        }
        return state == State.MESSAGE ? at : at + 1;
    }

    private State lost(byte found) {
        sink.unreadable("0x%02x stands between messages".formatted(found));
        return State.LOST;
    }
}
