package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.CreateCommand;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Messages;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.RoutingKey;
import dev.streamslocal.protocol.Timestamps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A row of requests that follows from a seed, with what each stream holds after each of them. They are sent by one thread, so that what
 * is stored is always the outcome of the first so many.
 */
final class PowerCutScript {

    static final String PRODUCER = "p";

    /** What the requests are like. */
    enum Kind {
        /** Small appends, as one message and as arrays. */
        SMALL(6, 0, 1, 300, 4),
        /** Bodies that go to the batch table at once. */
        LARGE(3, 0, 8, 40_000, 1),
        /** Streams that are made, filled, closed and deleted again. */
        CHURN(6, 40, 4, 8000, 2),
        /** All of it. */
        MIXED(8, 10, 4, 20_000, 4);

        private final int streams;
        private final int churnPercent;
        private final int largeOfTen;
        private final int bytesMax;
        private final int messagesMax;

        Kind(int streams, int churnPercent, int largeOfTen, int bytesMax, int messagesMax) {
            this.streams = streams;
            this.churnPercent = churnPercent;
            this.largeOfTen = largeOfTen;
            this.bytesMax = bytesMax;
            this.messagesMax = messagesMax;
        }
    }

    /** A stream after a request; {@code seq} is the last one of its producer, -1 for none. */
    record State(boolean exists, List<String> messages, boolean closed, long seq) {
        static final State ABSENT = new State(false, List.of(), false, -1);
    }

    sealed interface Step {
        String name();
    }

    record Create(String name, List<String> messages) implements Step {}

    record Append(String name, List<String> messages, long seq, RoutingKey key, boolean closes) implements Step {}

    record Delete(String name) implements Step {}

    private record Change(int step, State state) {}

    final List<Step> steps = new ArrayList<>();
    private final Map<String, List<Change>> history = new HashMap<>();
    private final Kind kind;
    private final Random random;

    PowerCutScript(Kind kind, long seed, int length) {
        this.kind = kind;
        random = new Random(seed);
        while (steps.size() < length) {
            Step step = next();
            List<Change> changes = history.computeIfAbsent(step.name(), name -> new ArrayList<>());
            changes.add(new Change(steps.size(), after(now(step.name()), step)));
            steps.add(step);
        }
    }

    /** Streams that the script ever touches. */
    List<String> names() {
        return List.copyOf(history.keySet());
    }

    /** The stream after the first {@code done} requests. */
    State state(String name, int done) {
        State state = State.ABSENT;
        for (Change change : history.getOrDefault(name, List.of())) {
            if (change.step >= done) {
                return state;
            }
            state = change.state;
        }
        return state;
    }

    private State now(String name) {
        return state(name, Integer.MAX_VALUE);
    }

    static boolean isJson(String name) {
        return name.startsWith("json");
    }

    private Step next() {
        int stream = random.nextInt(kind.streams);
        String name = (stream % 2 == 0 ? "json-" : "bytes-") + stream;
        State state = now(name);
        if (!state.exists) {
            return new Create(name, random.nextInt(3) == 0 ? messages(name, state) : List.of());
        }
        boolean ends = random.nextInt(100) < kind.churnPercent;
        boolean closes = ends && random.nextBoolean();
        if (state.closed || (ends && !closes)) {
            return new Delete(name);
        }
        // Each third stream has a producer, and only that one writes to it.
        long seq = stream % 3 == 0 ? state.seq + 1 : -1;
        RoutingKey key = random.nextInt(4) == 0 ? RoutingKey.of("k" + random.nextInt(5)) : RoutingKey.NONE;
        return new Append(name, messages(name, state), seq, key, closes);
    }

    private List<String> messages(String name, State state) {
        int count = isJson(name) ? 1 + random.nextInt(kind.messagesMax) : 1;
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean large = random.nextInt(10) < kind.largeOfTen;
            int bytes = 1 + random.nextInt(large ? kind.bytesMax : Math.min(kind.bytesMax, 100));
            int number = state.messages.size() + i;
            String text = steps.size() + ":" + number + ":" + filler(bytes);
            messages.add(isJson(name) ? '"' + text + '"' : text);
        }
        return messages;
    }

    private String filler(int bytes) {
        StringBuilder text = new StringBuilder(bytes);
        for (int i = 0; i < bytes; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static State after(State state, Step step) {
        return switch (step) {
            case Create create -> new State(true, create.messages, false, -1);
            case Append append -> {
                List<String> messages = new ArrayList<>(state.messages);
                messages.addAll(append.messages);
                yield new State(true, messages, append.closes, append.seq < 0 ? state.seq : append.seq);
            }
            case Delete delete -> State.ABSENT;
        };
    }

    // The requests

    static CreateCommand command(Create create) {
        return new CreateCommand(
                create.name,
                contentType(create.name),
                Lifetime.FOREVER,
                false,
                create.messages.isEmpty() ? Messages.none() : body(create.name, create.messages),
                RoutingKey.NONE);
    }

    static AppendCommand command(Append append) {
        return new AppendCommand(
                contentType(append.name),
                body(append.name, append.messages),
                append.seq < 0 ? ProducerStamp.UNSTAMPED : new ProducerStamp.Stamped(PRODUCER, 0, append.seq),
                "",
                Timestamps.NONE,
                append.key,
                append.closes);
    }

    /** What an append has to be answered that is step number {@code step}. */
    AppendResult answer(int step, Append append) {
        return new AppendResult.Appended(state(append.name, step + 1).messages.size(), append.closes);
    }

    private static String contentType(String name) {
        return isJson(name) ? Calls.JSON : Calls.BYTES;
    }

    private static Messages body(String name, List<String> messages) {
        return isJson(name) ? Calls.json("[" + String.join(",", messages) + "]") : Calls.bytes(messages.getFirst());
    }
}
