package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes up a page batch by batch, and ends it at its bounds. Collects the messages, or only measures them. */
final class PageBuilder {

    private final PageRequest request;
    private final Head head;
    private final boolean collects;
    private final List<Slice> slices = new ArrayList<>();

    /** What the page has to take from the fork's sources; null once it has come to the stream's own messages. */
    private @Nullable Extent inherited;

    private long position;
    private int entries;
    private long payloadBytes;
    private boolean full;

    /** The batch within which the page has ended. */
    private @Nullable Batch unfinished;

    private PageBuilder(PageRequest request, boolean collects) {
        this.request = request;
        this.head = request.stream().head();
        this.collects = collects;
        this.position = request.from();
        this.full = request.entriesMax() <= 0;
        this.inherited = position < request.stream().first() ? Extent.inherited(request.stream(), position) : null;
    }

    /** A page as the stream is now. */
    static PageBuilder collecting(PageRequest request) {
        return new PageBuilder(request, true);
    }

    /** The same without the messages; holds on to no batch and needs no bytes of one. */
    static PageBuilder measuring(PageRequest request) {
        return new PageBuilder(request, false);
    }

    PageRequest request() {
        return request;
    }

    /** The stream in whose rows the next message to look at lies: the page's own, or one it was forked from. */
    Stream holder() {
        return inherited == null ? request.stream() : inherited.stream();
    }

    /** Where the page has no more use for the rows of {@link #holder}. */
    long end() {
        return inherited == null ? head.tail() : inherited.to();
    }

    /** Below this position they are in the batch table, the others are in {@link #recent}. */
    long merged() {
        return inherited == null ? head.merged() : inherited.merged();
    }

    /** The newest batches of {@link #holder}. */
    Recent recent() {
        return inherited == null ? head.recent() : inherited.head().recent();
    }

    boolean collects() {
        return collects;
    }

    /** Where the next message to look at is. */
    long position() {
        return position;
    }

    boolean isComplete() {
        return full || position >= head.tail();
    }

    /** The rowid of a row that began with the next message to look at. */
    long place() {
        return BatchTable.rowId(holder().id(), position);
    }

    /** Whether the page has reached a bound where rows of the batch table follow. */
    boolean endsBeforeRows() {
        return full && position < merged();
    }

    /** The batch within which the page has ended, or none. */
    List<Batch> unfinished() {
        return unfinished == null ? List.of() : List.of(unfinished);
    }

    /** All batches that the page was made of. */
    List<Batch> batches() {
        return slices.stream().map(Slice::batch).toList();
    }

    /** Moves on to {@code next} past messages that are known not to match. */
    void skip(long next) {
        moveTo(Math.max(position, next));
    }

    private void moveTo(long next) {
        position = next;
        while (inherited != null && position >= inherited.to()) {
            inherited = inherited.next();
        }
    }

    /** Takes from a batch that holds the position what belongs to the page. */
    void add(Batch batch) {
        if (batch.lost()) {
            throw new DamagedBatch(holder(), batch.first());
        }
        int from = (int) (position - batch.first());
        int to = (int) Math.min(batch.count(), end() - batch.first());
        if (request.key().present()) {
            addMatching(batch, from, to);
        } else {
            take(batch, from, to);
        }
    }

    private void addMatching(Batch batch, int from, int to) {
        Runs runs = batch.runs();
        RoutingKey key = request.key();
        for (int r = 0; r < runs.size() && !full; r++) {
            int begin = Math.max(from, runs.begin(r));
            int end = Math.min(to, runs.ends()[r]);
            if (begin < end && runs.keys()[r].equals(key)) {
                take(batch, begin, end);
            }
        }
        if (!full) {
            moveTo(batch.first() + to);
        }
    }

    private void take(Batch batch, int from, int to) {
        long bytesLeft = request.bytesMax() - payloadBytes;
        int end = from + (int) Math.min(to - from, request.entriesMax() - entries);
        if (batch.payloadBytes(from, end) >= bytesLeft) {
            end = reach(batch, from, end, bytesLeft);
        }
        if (collects) {
            slices.add(new Slice(batch, from, end));
        }
        entries += end - from;
        payloadBytes += batch.payloadBytes(from, end);
        moveTo(batch.first() + end);
        full = payloadBytes >= request.bytesMax() || entries >= request.entriesMax();
        unfinished = end < to ? batch : null;
    }

    /** End of the shortest run from {@code from} with at least {@code bytes} of payload, at most {@code to}. */
    private static int reach(Batch batch, int from, int to, long bytes) {
        int low = from + 1;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (batch.payloadBytes(from, middle) >= bytes) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** @param walked whether its reader will want the next page too, as far as can be told */
    Page build(boolean walked) {
        return new Page(request.from(), position, head, List.copyOf(slices), entries, payloadBytes, walked);
    }

    SurveyResult.Surveyed surveyed() {
        boolean closed = head.closed() && position == head.tail();
        return new SurveyResult.Surveyed(position, head.tail(), closed, entries, payloadBytes);
    }
}
