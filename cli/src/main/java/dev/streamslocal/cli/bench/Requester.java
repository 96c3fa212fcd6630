package dev.streamslocal.cli.bench;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** One connection of the load: takes a request of the timetable whenever it is free. Confined to the loop. */
final class Requester extends Talk {
    private static final long PAUSE_AFTER_ERROR = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<Operation> turns;
    private final Queue<Requester> free;
    private final Figures figures;
    private Operation operation;
    private int turn;
    private long intended;
    private boolean accepted;

    /**
     * @param turns the operations, in turn and again from the first
     * @param free takes this connection back after each request
     */
    Requester(Loop loop, Target target, List<Operation> turns, Queue<Requester> free, Figures figures) {
        super(loop, target, SILENCE_MAX);
        this.turns = turns;
        this.operation = turns.getFirst();
        this.free = free;
        this.figures = figures;
    }

    /** @param intendedNanos when the request was to be sent */
    void begin(long intendedNanos) {
        intended = intendedNanos;
        operation = turns.get(turn);
        turn = turn + 1 == turns.size() ? 0 : turn + 1;
        send(operation.next(intendedNanos));
    }

    @Override
    public void head(AnswerHead head) {
        accepted = head.successful();
        if (accepted) {
            operation.head(head);
        }
    }

    @Override
    boolean accepted() {
        return accepted;
    }

    @Override
    void content(byte[] bytes, int from, int to) {
        operation.content(bytes, from, to);
    }

    @Override
    void finished(AnswerHead head) {
        if (accepted) {
            operation.succeeded(head, intended, System.nanoTime());
            free.add(this);
        } else {
            var refused = head.status() >= 400 && head.status() < 500 && head.status() != 408;
            failed(refused(operation.name(), head), !refused);
        }
    }

    @Override
    public void broken(String reason) {
        failed(operation.name() + ": " + reason, true);
    }

    private void failed(String what, boolean unknown) {
        figures.error(what);
        if (operation.failed(unknown)) {
            loop().after(PAUSE_AFTER_ERROR, () -> send(operation.again()));
        } else {
            loop().after(PAUSE_AFTER_ERROR, () -> free.add(this));
        }
    }
}
