package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One name that many clients use at a time, and all that they saw of it. Any thread. */
final class HistoryName {
    private static final int NEAR = 20;

    final String path;
    private final ConcurrentLinkedQueue<HistoryOp> ops = new ConcurrentLinkedQueue<>();

    /** The newest incarnation that was announced, and the greatest place in it: hints only. */
    private volatile int incarnation;

    private volatile int tail;

    HistoryName(String name) {
        path = "/v1/stream/" + name;
    }

    int incarnation() {
        return incarnation;
    }

    void created(int number) {
        incarnation = number;
        tail = 0;
    }

    void seen(int next) {
        tail = next;
    }

    /** A place to read from: mostly near the end, sometimes the start, rarely beyond. */
    int place(Random random) {
        int chance = random.nextInt(20);
        if (chance == 0) {
            return 0;
        }
        return chance == 1 ? tail + 1 + random.nextInt(3) : Math.max(0, tail - random.nextInt(NEAR));
    }

    void add(HistoryOp op) {
        ops.add(op);
    }

    List<HistoryOp> history() {
        return new ArrayList<>(ops);
    }
}
