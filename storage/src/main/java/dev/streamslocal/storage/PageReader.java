package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Reads and surveys pages, extent by extent: from the newest batches of the snapshot, from the cache, and below that from the batch table.
 * What walks through rows will need next is kept for them. The tables are those of the calling thread.
 */
final class PageReader {

    /** Entries of the key index looked at in one go. */
    private static final int KEY_BATCHES = 64;

    private final BatchCache cache;
    private final Walks walks;

    PageReader(BatchCache cache, Walks walks) {
        this.cache = cache;
        this.walks = walks;
    }

    /** The page, if all of it is in memory. */
    Optional<Page> fromMemory(PageRequest request) {
        PageBuilder page = PageBuilder.collecting(request);
        if (completeFromMemory(page)) {
            return Optional.of(page.build(false));
        }
        if (page.position() > request.from() || request.key().present()) {
            return Optional.empty();
        }
        long place = page.place();
        List<Batch> rows = walks.rows(place);
        if (rows == null) {
            return Optional.empty();
        }
        addAll(page, rows);
        return completeFromMemory(page) ? Optional.of(walked(page, place)) : Optional.empty();
    }

    /** Has {@code then} run once the rows of the page were read ahead, on the thread that is at it; false if none is. */
    boolean whenRead(PageRequest request, Runnable then) {
        return !request.key().present()
                && walks.whenRead(PageBuilder.collecting(request).place(), then);
    }

    /** The page; blocks on SQLite. */
    Page read(PageRequest request, Tables tables) throws SQLException {
        PageBuilder page = PageBuilder.collecting(request);
        if (request.key().present() || page.isComplete() || page.position() >= page.merged()) {
            complete(page, tables);
            return page.build(false);
        }
        long place = page.place();
        List<Batch> rows = walks.rows(place);
        if (rows != null) {
            addAll(page, rows);
        }
        complete(page, tables);
        if (rows != null || request.from() == 0) {
            return walked(page, place);
        }
        if (page.endsBeforeRows()) {
            walks.expect(page.place(), page.unfinished());
        }
        return page.build(false);
    }

    /** A page of a reader who was waited for at {@code place}, and is waited for where it ends. */
    private Page walked(PageBuilder page, long place) {
        walks.end(place);
        if (page.endsBeforeRows()) {
            walks.expect(page.place(), page.unfinished());
        }
        return page.build(page.endsBeforeRows());
    }

    /** Reads the rows of a page that is going to be asked for; blocks on SQLite. */
    void readAhead(PageRequest request, Tables tables) throws SQLException {
        PageBuilder page = PageBuilder.collecting(request);
        long place = page.place();
        Walks.Ahead ahead = walks.beginAhead(place, request.bytesMax());
        if (ahead == null) {
            return;
        }
        List<Batch> rows = ahead.rows();
        try {
            Stream holder = page.holder();
            addAll(page, rows);
            while (!page.isComplete() && page.holder() == holder && page.position() < page.merged()) {
                addMerged(page, tables);
            }
            rows = page.batches();
        } finally {
            walks.bring(ahead, rows);
        }
    }

    /** Adds rows of the page's present holder; a fork may need fewer of them than whoever had them read. */
    private static void addAll(PageBuilder page, List<Batch> rows) {
        Stream holder = page.holder();
        for (int i = 0; i < rows.size() && !page.isComplete() && page.holder() == holder; i++) {
            page.add(rows.get(i));
        }
    }

    /** How far the page reaches, if all of it is in memory. */
    Optional<SurveyResult.Surveyed> surveyFromMemory(PageRequest request) {
        PageBuilder page = PageBuilder.measuring(request);
        return completeFromMemory(page) ? Optional.of(page.surveyed()) : Optional.empty();
    }

    /** How far the page reaches, from the outlines of its rows; blocks on SQLite. */
    SurveyResult.Surveyed survey(PageRequest request, Tables tables) throws SQLException {
        PageBuilder page = PageBuilder.measuring(request);
        complete(page, tables);
        return page.surveyed();
    }

    private boolean completeFromMemory(PageBuilder page) {
        while (!page.isComplete()) {
            if (page.position() >= page.merged()) {
                addRecent(page);
            } else {
                if (page.request().key().present()) {
                    return false;
                }
                Optional<Batch> batch = cache.find(page.holder().id(), page.position());
                if (batch.isEmpty()) {
                    return false;
                }
                page.add(batch.get());
            }
        }
        return true;
    }

    private void complete(PageBuilder page, Tables tables) throws SQLException {
        while (!page.isComplete()) {
            if (page.position() >= page.merged()) {
                addRecent(page);
            } else if (page.request().key().present()) {
                addKeyed(page, tables);
            } else {
                addMerged(page, tables);
            }
        }
    }

    private static void addRecent(PageBuilder page) {
        Recent recent = page.recent();
        long end = page.end();
        for (int i = recent.indexOf(page.position()); i < recent.size() && wantsBelow(end, page); i++) {
            page.add(recent.get(i));
        }
    }

    private static boolean wantsBelow(long end, PageBuilder page) {
        return !page.isComplete() && page.position() < end;
    }

    private void addMerged(PageBuilder page, Tables tables) throws SQLException {
        Optional<Batch> batch = cache.find(page.holder().id(), page.position());
        if (batch.isPresent()) {
            page.add(batch.get());
        } else {
            addRows(page, tables);
        }
    }

    /** Adds rows from the position on, until the page is complete or the cache can go on. */
    private void addRows(PageBuilder page, Tables tables) throws SQLException {
        Stream stream = page.holder();
        long end = page.merged();
        long position = page.position();
        // Where a stream's own messages begin, a row does.
        long first = position == stream.first() ? position : tables.batches.floor(stream.id(), position);
        if (first < 0) {
            throw new DamagedBatch(stream, page.position());
        }
        BatchTable.Visitor add = batch -> {
            if (page.position() < batch.first() || page.position() >= batch.next()) {
                throw new DamagedBatch(stream, page.position());
            }
            page.add(batch);
            return wantsBelow(end, page)
                    && cache.find(stream.id(), page.position()).isEmpty();
        };
        if (page.collects()) {
            tables.batches.range(stream, first, end, batch -> {
                boolean entered = page.position() == batch.first();
                boolean more = add.visit(batch);
                if (entered) {
                    cache.offer(stream.id(), batch);
                }
                return more;
            });
        } else {
            tables.batches.outlines(stream, first, end, add);
        }
        if (page.position() == position) {
            throw new DamagedBatch(stream, position);
        }
    }

    /** Adds from the merged rows those messages that carry the key. */
    private void addKeyed(PageBuilder page, Tables tables) throws SQLException {
        RoutingKey key = page.request().key();
        Stream stream = page.holder();
        long end = page.merged();
        long from = tables.batches.floor(stream.id(), page.position());
        if (from < 0) {
            throw new DamagedBatch(stream, page.position());
        }
        while (wantsBelow(end, page)) {
            long[] firsts = tables.keys.find(stream.id(), key, from, end, KEY_BATCHES);
            for (int i = 0; i < firsts.length && wantsBelow(end, page); i++) {
                page.skip(firsts[i]);
                page.add(page.collects() ? load(stream, firsts[i], tables) : outline(stream, firsts[i], tables));
                from = firsts[i] + 1;
            }
            if (firsts.length < KEY_BATCHES) {
                break;
            }
        }
        if (wantsBelow(end, page)) {
            page.skip(end);
        }
    }

    /** The row that begins at this sequence. */
    Batch load(Stream stream, long first, Tables tables) throws SQLException {
        Optional<Batch> cached = cache.find(stream.id(), first);
        if (cached.isPresent()) {
            return cached.get();
        }
        Batch batch = tables.batches.load(stream, first).orElseThrow(() -> new DamagedBatch(stream, first));
        cache.offer(stream.id(), batch);
        return batch;
    }

    /** The same, perhaps without its bytes. */
    private Batch outline(Stream stream, long first, Tables tables) throws SQLException {
        Optional<Batch> cached = cache.find(stream.id(), first);
        return cached.isPresent()
                ? cached.get()
                : tables.batches.outline(stream, first).orElseThrow(() -> new DamagedBatch(stream, first));
    }
}
