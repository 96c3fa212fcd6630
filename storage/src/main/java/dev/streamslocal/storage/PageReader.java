package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Reads and surveys pages: from the newest batches of the stream's snapshot, from the cache, and below that from the batch table. Holds
 * no state but the cache; the tables are those of the calling thread.
 */
final class PageReader {

    /** Entries of the key index looked at in one go. */
    private static final int KEY_BATCHES = 64;

    private final BatchCache cache;

    PageReader(BatchCache cache) {
        this.cache = cache;
    }

    /** The page, if all of it is in memory. */
    Optional<Page> fromMemory(PageRequest request) {
        PageBuilder page = PageBuilder.collecting(request);
        return completeFromMemory(page) ? Optional.of(page.build()) : Optional.empty();
    }

    /** The page; blocks on SQLite. */
    Page read(PageRequest request, Tables tables) throws SQLException {
        PageBuilder page = PageBuilder.collecting(request);
        complete(page, tables);
        return page.build();
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
        PageRequest request = page.request();
        Head head = page.head();
        while (!page.isComplete()) {
            if (page.position() >= head.merged()) {
                addRecent(page, head);
            } else {
                if (request.key().present()) {
                    return false;
                }
                Optional<Batch> batch = cache.find(request.stream().id(), page.position());
                if (batch.isEmpty()) {
                    return false;
                }
                page.add(batch.get());
            }
        }
        return true;
    }

    private void complete(PageBuilder page, Tables tables) throws SQLException {
        Stream stream = page.request().stream();
        Head head = page.head();
        if (page.request().key().present() && page.position() < head.merged()) {
            addKeyed(page, tables);
        }
        while (!page.isComplete()) {
            if (page.position() >= head.merged()) {
                addRecent(page, head);
                continue;
            }
            Optional<Batch> batch = cache.find(stream.id(), page.position());
            if (batch.isPresent()) {
                page.add(batch.get());
            } else {
                addRows(page, tables);
            }
        }
    }

    private static void addRecent(PageBuilder page, Head head) {
        Recent recent = head.recent();
        for (int i = recent.indexOf(page.position()); i < recent.size() && !page.isComplete(); i++) {
            page.add(recent.get(i));
        }
    }

    /** Adds rows from the position on, until the page is complete or the cache can go on. */
    private void addRows(PageBuilder page, Tables tables) throws SQLException {
        Stream stream = page.request().stream();
        long end = page.head().merged();
        long first = tables.batches.floor(stream.id(), page.position());
        if (first < 0) {
            throw new DamagedBatch(stream, page.position());
        }
        BatchTable.Visitor add = batch -> {
            if (page.position() < batch.first() || page.position() >= batch.next()) {
                throw new DamagedBatch(stream, page.position());
            }
            page.add(batch);
            return !page.isComplete()
                    && cache.find(stream.id(), page.position()).isEmpty();
        };
        if (page.collects()) {
            tables.batches.range(stream, first, end, batch -> {
                cache.put(stream.id(), batch);
                return add.visit(batch);
            });
        } else {
            tables.batches.outlines(stream, first, end, add);
        }
    }

    /** Adds from the merged rows those messages that carry the key. */
    private void addKeyed(PageBuilder page, Tables tables) throws SQLException {
        PageRequest request = page.request();
        Stream stream = request.stream();
        long end = page.head().merged();
        long from = tables.batches.floor(stream.id(), page.position());
        if (from < 0) {
            throw new DamagedBatch(stream, page.position());
        }
        while (!page.isComplete()) {
            long[] firsts = tables.keys.find(stream.id(), request.key(), from, end, KEY_BATCHES);
            for (int i = 0; i < firsts.length && !page.isComplete(); i++) {
                page.skip(firsts[i]);
                page.add(page.collects() ? load(stream, firsts[i], tables) : outline(stream, firsts[i], tables));
                from = firsts[i] + 1;
            }
            if (firsts.length < KEY_BATCHES) {
                break;
            }
        }
        if (!page.isComplete()) {
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
        cache.put(stream.id(), batch);
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
