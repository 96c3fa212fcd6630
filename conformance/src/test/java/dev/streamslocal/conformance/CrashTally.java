package dev.streamslocal.conformance;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What a run did and what it found wrong. Written by all its threads. */
final class CrashTally {
    final LongAdder appends = new LongAdder();
    final LongAdder creates = new LongAdder();
    final LongAdder deletes = new LongAdder();
    final LongAdder closes = new LongAdder();
    final LongAdder expiries = new LongAdder();
    final LongAdder checkedMessages = new LongAdder();
    final LongAdder checkedBytes = new LongAdder();
    final LongAdder checkedProducers = new LongAdder();
    /** Requests cut off by a kill, and how many of them were found. */
    final LongAdder unanswered = new LongAdder();

    final LongAdder unansweredFound = new LongAdder();
    /** Answers that left it open or asked to come back: 408 and 429. */
    final LongAdder delayed = new LongAdder();

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    void fault(CrashStream stream, String what) {
        faults.add(stream.name() + ": " + what);
    }

    void fault(String what) {
        faults.add(what);
    }

    String faults() {
        return String.join("\n", faults);
    }
}
