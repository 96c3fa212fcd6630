package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.engine.http.HttpObserver;
import dev.streamslocal.engine.http.Method;
import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.storage.Distribution;
import dev.streamslocal.storage.Page;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the requests of a server have come to since it started. Any thread.
 *
 * <p>Times are nanoseconds from the request that is whole to the answer that is made; reads that wait for messages count with what they
 * brought, not with their time.
 */
public final class Traffic implements HttpObserver {
    /** Statuses by their hundreds; the first is that of those who left before they were answered. */
    public static final int STATUS_CLASSES = 6;

    private final AtomicLongArray requests = new AtomicLongArray(Method.values().length * STATUS_CLASSES);
    private final LongAdder connected = new LongAdder();
    private final LongAdder disconnected = new LongAdder();
    private final Distribution appendNanos = new Distribution();
    private final Distribution appendBytes = new Distribution();
    private final Distribution appendMessages = new Distribution();
    private final Distribution readNanos = new Distribution();
    private final Distribution readBytes = new Distribution();
    private final Distribution readMessages = new Distribution();

    @Override
    public void connected() {
        connected.increment();
    }

    @Override
    public void disconnected() {
        disconnected.increment();
    }

    @Override
    public void answered(Exchange exchange, int status, long bodyBytes) {
        answered(exchange.request().method(), status);
    }

    void answered(Method method, int status) {
        requests.getAndIncrement(index(method, status / 100));
    }

    void appended(Exchange exchange, AppendCommand command, AppendResult result) {
        if (result instanceof AppendResult.Appended && !command.closeOnly()) {
            appendNanos.record(exchange.ageNanos());
            appendBytes.record(command.messages().payloadBytes());
            appendMessages.record(command.messages().count());
        }
    }

    void read(Exchange exchange, long messages, long bytes) {
        readNanos.record(exchange.ageNanos());
        brought(messages, bytes);
    }

    void waited(Page page) {
        brought(page.entries(), page.payloadBytes());
    }

    private void brought(long messages, long bytes) {
        readBytes.record(bytes);
        readMessages.record(messages);
    }

    private static int index(Method method, int statusClass) {
        return method.ordinal() * STATUS_CLASSES + statusClass;
    }

    /** Requests with this method whose status has these hundreds. */
    public long requests(Method method, int statusClass) {
        return requests.get(index(method, statusClass));
    }

    /** All requests that were answered. */
    public long answered() {
        long sum = 0;
        for (var method : Method.values()) {
            for (var each = 1; each < STATUS_CLASSES; each++) {
                sum += requests(method, each);
            }
        }
        return sum;
    }

    /** Connections that are open. */
    public long connections() {
        // In this order, so that it is not negative.
        long ended = disconnected.sum();
        return connected.sum() - ended;
    }

    /** Of appends that were stored. */
    public Distribution appendNanos() {
        return appendNanos;
    }

    public Distribution appendBytes() {
        return appendBytes;
    }

    public Distribution appendMessages() {
        return appendMessages;
    }

    /** Of pages that were there at once. */
    public Distribution readNanos() {
        return readNanos;
    }

    /** Of all pages, those of long-polls included and what server-sent events carry not. */
    public Distribution readBytes() {
        return readBytes;
    }

    public Distribution readMessages() {
        return readMessages;
    }
}
