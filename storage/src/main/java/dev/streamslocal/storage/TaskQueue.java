package dev.streamslocal.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * What waits for the writer: bounded in requests and bytes, refused at once when full. Many threads offer, one takes.
 *
 * <p>A stack of links that the taker detaches whole and turns round: an offer is one compare-and-set, and only the one that finds the
 * stack empty has to wake the taker.
 */
final class TaskQueue {

    private static final Link BOTTOM = new Link(new Task.Sweep(0));

    private final int requestsMax;
    private final long bytesMax;
    private final AtomicReference<Link> top = new AtomicReference<>(BOTTOM);
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private volatile Thread taker = Thread.currentThread();

    /** Detached and in order; confined to the taker. */
    private final Queue<Task> detached = new ArrayDeque<>();

    private static final class Link {
        private final Task task;
        private Link below = this;

        Link(Task task) {
            this.task = task;
        }
    }

    TaskQueue(int requestsMax, long bytesMax) {
        this.requestsMax = requestsMax;
        this.bytesMax = bytesMax;
    }

    /** Names the thread that is woken by an offer. */
    void taker(Thread thread) {
        taker = thread;
    }

    int requests() {
        return requests.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Adds a task unless a bound is reached; a task without payload is refused for its number only. */
    boolean offer(Task task) {
        long weight = task.bytes();
        if (requests.incrementAndGet() > requestsMax) {
            requests.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(weight) > bytesMax && weight > 0) {
            bytes.addAndGet(-weight);
            requests.decrementAndGet();
            return false;
        }
        push(task);
        return true;
    }

    /** Adds a task of our own, which is never refused. */
    void push(Task task) {
        Link link = new Link(task);
        Link below;
        do {
            below = top.get();
            link.below = below;
        } while (!top.compareAndSet(below, link));
        if (below == BOTTOM) {
            LockSupport.unpark(taker);
        }
    }

    void wake() {
        LockSupport.unpark(taker);
    }

    boolean isEmpty() {
        return detached.isEmpty() && top.get() == BOTTOM;
    }

    /** The oldest tasks, as many as one transaction takes; at least one if there is any. */
    List<Task> take(int requestsOfGroup, long bytesOfGroup) {
        detach();
        List<Task> group = new ArrayList<>(Math.min(detached.size(), requestsOfGroup));
        long weight = 0;
        for (Task next = detached.peek(); next != null && group.size() < requestsOfGroup; next = detached.peek()) {
            if (!group.isEmpty() && weight + next.bytes() > bytesOfGroup) {
                break;
            }
            weight += next.bytes();
            group.add(detached.remove());
        }
        return group;
    }

    private void detach() {
        Link link = top.getAndSet(BOTTOM);
        List<Task> reversed = new ArrayList<>();
        for (; link != BOTTOM; link = link.below) {
            reversed.add(link.task);
        }
        for (int i = reversed.size() - 1; i >= 0; i--) {
            detached.add(reversed.get(i));
        }
    }

    /** Says that an offered task is done with and no longer counts. */
    void release(Task task) {
        if (!(task instanceof Task.Renew || task instanceof Task.Sweep)) {
            requests.decrementAndGet();
            bytes.addAndGet(-task.bytes());
        }
    }
}
