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

    private static final Link BOTTOM = new Link(new Task.Sweep(List.of()));

    /** Lies on the stack when nothing is taken any more. */
    private static final Link LID = new Link(new Task.Sweep(List.of()));

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

    int requestsMax() {
        return requestsMax;
    }

    long bytesMax() {
        return bytesMax;
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
        if (!push(task)) {
            release(task);
            return false;
        }
        return true;
    }

    /** Adds a task of our own, which no bound refuses; returns whether the queue is still open. */
    boolean push(Task task) {
        Link link = new Link(task);
        Link below;
        do {
            below = top.get();
            if (below == LID) {
                return false;
            }
            link.below = below;
        } while (!top.compareAndSet(below, link));
        if (below == BOTTOM) {
            LockSupport.unpark(taker);
        }
        return true;
    }

    void wake() {
        LockSupport.unpark(taker);
    }

    /** Refuses whatever comes from now on, if nothing waits any more. */
    boolean closeIfEmpty() {
        return detached.isEmpty() && (top.compareAndSet(BOTTOM, LID) || top.get() == LID);
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
        if (top.get() == BOTTOM) {
            return;
        }
        Link newest = top.getAndSet(BOTTOM);
        Link oldest = BOTTOM;
        while (newest != BOTTOM) {
            Link below = newest.below;
            newest.below = oldest;
            oldest = newest;
            newest = below;
        }
        for (Link link = oldest; link != BOTTOM; link = link.below) {
            detached.add(link.task);
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
