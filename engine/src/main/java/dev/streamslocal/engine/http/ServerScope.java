package dev.streamslocal.engine.http;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the connections of one server share. Usable from any thread. */
final class ServerScope {

    private final HttpOptions options;
    private final Dispatcher dispatcher;
    private final DateHeader date;
    private final IntakeBudget budget;
    private final Relief relief = new Relief(this);
    private final AnswerMemory pages;
    private final AnswerMemory events;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    ServerScope(HttpOptions options, Dispatcher dispatcher) {
        this.options = options;
        this.dispatcher = dispatcher;
        this.date = new DateHeader(options.clock());
        this.budget = new IntakeBudget(options.limits().intakeBytesMax());
        this.pages = new AnswerMemory(options.limits().answerBytesMax(), relief::begin);
        this.events = new AnswerMemory(options.limits().answerBytesMax(), relief::begin);
    }

    HttpOptions options() {
        return options;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    DateHeader date() {
        return date;
    }

    IntakeBudget budget() {
        return budget;
    }

    /** For answers that are complete when they are made. */
    AnswerMemory pages() {
        return pages;
    }

    /** For the events of live connections, which may be held up for long: they take nothing from the pages. */
    AnswerMemory events() {
        return events;
    }

    /** Whether an answer waits for memory. */
    boolean memoryWanted() {
        return pages.wanted() || events.wanted();
    }

    Collection<HttpConnection> connections() {
        return connections;
    }

    boolean closing() {
        return closing;
    }

    void opened(HttpConnection connection) {
        connections.add(connection);
        options.observer().connected();
    }

    void closed(HttpConnection connection) {
        options.observer().disconnected();
        remove(connection);
    }

    private synchronized void remove(HttpConnection connection) {
        connections.remove(connection);
        notifyAll();
    }

    /** No new request is dispatched from now on. */
    void beginClosing() {
        closing = true;
        connections.forEach(HttpConnection::beginClosing);
    }

    /** Waits until the last connection has gone; false when the time is up before. */
    synchronized boolean awaitGone(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!connections.isEmpty()) {
            long left = (end - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    void cutAll() {
        connections.forEach(HttpConnection::cut);
    }
}
