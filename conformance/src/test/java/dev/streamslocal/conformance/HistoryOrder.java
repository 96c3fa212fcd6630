package dev.streamslocal.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Looks for one order of the requests to a name in which each is possible and none stands before one that was answered before it was
 * sent (linearizability, by the search of Wing and Gong with the memory of Lowe).
 *
 * <p>What only reads is put into the order as soon as it is possible, which never makes another choice worse. What is left to choose are
 * changes, and an append fits in only one place, so that the search hardly ever turns back.
 */
final class HistoryOrder {
    private static final long MEMORY_SEED = 7;

    private final List<HistoryOp> ops;
    private final int end;

    // The requests not in the order yet, as a ring through the index `end`, by the time they were sent.
    private final int[] next;
    private final int[] before;

    private final long[] marks;
    private final Set<Long> known = new HashSet<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private HistoryState state = HistoryState.MISSING;
    private long ordered;
    private int count;
    private int countMax = -1;
    private String furthest = "";

    /** One decision: what was put into the order with it, and which other changes could have come instead. */
    private static final class Step {
        final HistoryState before;
        final Deque<Integer> others;
        final List<Integer> placed = new ArrayList<>();

        Step(HistoryState before, List<Integer> others) {
            this.before = before;
            this.others = new ArrayDeque<>(others);
        }
    }

    private HistoryOrder(List<HistoryOp> history) {
        ops = history.stream()
                .sorted(Comparator.comparingLong(HistoryOp::invoked))
                .toList();
        end = ops.size();
        next = new int[end + 1];
        before = new int[end + 1];
        marks = new Random(MEMORY_SEED).longs(end).toArray();
        for (int i = 0; i <= end; i++) {
            next[i] = i == end ? 0 : i + 1;
            before[i] = i == 0 ? end : i - 1;
        }
    }

    /** What stands in the way of an order, if there is none: the furthest that one leads, and the requests that then cannot be. */
    static Optional<String> fault(List<HistoryOp> history) {
        return new HistoryOrder(history).search();
    }

    private Optional<String> search() {
        steps.push(new Step(state, List.of()));
        while (true) {
            List<Integer> open = placeReads();
            if (isWhole()) {
                return Optional.empty();
            }
            noteFurthest(open);
            List<Integer> changes = new ArrayList<>();
            for (int i : open) {
                if (ops.get(i).effect().changes() && ops.get(i).effect().possible(state)) {
                    changes.add(i);
                }
            }
            steps.push(new Step(state, changes));
            if (!takeNextChange()) {
                return Optional.of(furthest);
            }
        }
    }

    /** Goes on with the newest decision that has another way left; returns whether there is one. */
    private boolean takeNextChange() {
        while (!steps.isEmpty()) {
            Step step = steps.peek();
            undo(step);
            while (!step.others.isEmpty()) {
                int change = step.others.pop();
                place(step, change);
                state = ops.get(change).effect().after(state);
                if (known.add(ordered * 31 + state.hashCode())) {
                    return true;
                }
                undo(step);
            }
            steps.pop();
        }
        return false;
    }

    private void undo(Step step) {
        for (int i = step.placed.size() - 1; i >= 0; i--) {
            int op = step.placed.get(i);
            next[before[op]] = op;
            before[next[op]] = op;
            ordered ^= marks[op];
            count--;
        }
        step.placed.clear();
        state = step.before;
    }

    private void place(Step step, int op) {
        next[before[op]] = next[op];
        before[next[op]] = before[op];
        ordered ^= marks[op];
        count++;
        step.placed.add(op);
    }

    /** Puts in all that reads and is possible now; returns what else could come next by its time. */
    private List<Integer> placeReads() {
        while (true) {
            List<Integer> open = open();
            boolean placed = false;
            for (int i : open) {
                HistoryEffect effect = ops.get(i).effect();
                if (!effect.changes() && effect.possible(state)) {
                    place(steps.element(), i);
                    placed = true;
                }
            }
            if (!placed) {
                return open;
            }
        }
    }

    /** The requests that were sent before any other one left was answered. */
    private List<Integer> open() {
        List<Integer> open = new ArrayList<>();
        long answered = HistoryOp.NEVER;
        for (int i = next[end]; i != end && ops.get(i).invoked() <= answered; i = next[i]) {
            answered = Math.min(answered, ops.get(i).answered());
            open.add(i);
        }
        return open;
    }

    private boolean isWhole() {
        for (int i = next[end]; i != end; i = next[i]) {
            if (!ops.get(i).optional()) {
                return false;
            }
        }
        return true;
    }

    private void noteFurthest(List<Integer> open) {
        if (count > countMax) {
            countMax = count;
            StringBuilder text =
                    new StringBuilder("no order of " + end + " requests beyond " + count + ", at " + state);
            open.forEach(i -> text.append("\n    ").append(shown(ops.get(i))));
            furthest = text.toString();
        }
    }

    private String shown(HistoryOp op) {
        long start = ops.getFirst().invoked();
        String answered = op.optional() ? "never" : Long.toString((op.answered() - start) / 1000);
        return "client " + op.client() + " " + (op.invoked() - start) / 1000 + ".." + answered + " us " + op.effect();
    }
}
