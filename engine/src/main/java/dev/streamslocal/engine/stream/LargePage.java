package dev.streamslocal.engine.stream;

import dev.streamslocal.engine.http.Exchange;
import dev.streamslocal.protocol.Limits;
import dev.streamslocal.storage.Page;
import dev.streamslocal.storage.PageRequest;
import dev.streamslocal.storage.ReadResult;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The body of a page that is too large for memory, read in pages of the usual size while it is sent. Confined to the event loop of its
 * exchange.
 */
final class LargePage implements PageParts {
    private final Storage storage;
    private final Exchange exchange;
    private final Stream stream;
    private final ReadQuery query;

    private long position;
    private long entriesLeft;
    private boolean begun;

    /** @param entries of the whole page: what is appended from now on does not belong to it */
    LargePage(Storage storage, Exchange exchange, Stream stream, ReadQuery query, long entries) {
        this.storage = storage;
        this.exchange = exchange;
        this.stream = stream;
        this.query = query;
        this.entriesLeft = entries;
    }

    /** Makes the next part of the page that continues where the last one ended. */
    PageSegments part(Page page) {
        position = page.next();
        entriesLeft -= page.entries();
        var first = !begun;
        begun = true;
        return PageSegments.part(page, query.format(), stream.json(), first, !more());
    }

    @Override
    public boolean more() {
        return entriesLeft > 0;
    }

    @Override
    public void next(Consumer<Optional<PageSegments>> then) {
        var request = new PageRequest(stream, position, query.key(), Limits.PAGE_BYTES, entriesLeft);
        storage.read(request, new OnLoop<>(exchange, result -> then.accept(read(result))));
    }

    private Optional<PageSegments> read(ReadResult result) {
        // What was counted is there, unless the count was taken from a damaged row.
        return result instanceof Page page && page.entries() > 0 ? Optional.of(part(page)) : Optional.empty();
    }
}
