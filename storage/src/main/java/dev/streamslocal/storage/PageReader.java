package dev.streamslocal.storage;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Reads pages: from the newest batches of the stream's snapshot, from the cache, and below that from the batch table. Holds no state
 * but the cache; the tables are those of the calling thread.
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
        Head head = request.stream().head();
        PageBuilder page = new PageBuilder(request, head);
        while (!page.isComplete()) {
            if (page.position() >= head.merged()) {
                addRecent(page, head);
            } else {
                if (request.key().present()) {
                    return Optional.empty();
                }
                Optional<Batch> batch = cache.find(request.stream().id(), page.position());
                if (batch.isEmpty()) {
                    return Optional.empty();
                }
                page.add(batch.get());
            }
        }
        return Optional.of(page.build());
    }

    /** The page; blocks on SQLite. */
    Page read(PageRequest request, Tables tables) throws SQLException {
        Stream stream = request.stream();
        Head head = stream.head();
        PageBuilder page = new PageBuilder(request, head);
        if (request.key().present() && page.position() < head.merged()) {
            addKeyed(page, request, head, tables);
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
                addRows(page, stream, head, tables);
            }
        }
        return page.build();
    }

    private static void addRecent(PageBuilder page, Head head) {
        Recent recent = head.recent();
        for (int i = recent.indexOf(page.position()); i < recent.size() && !page.isComplete(); i++) {
            page.add(recent.get(i));
        }
    }

    /** Adds rows from the position on, until the page is complete or the cache can go on. */
    private void addRows(PageBuilder page, Stream stream, Head head, Tables tables) throws SQLException {
        long first = tables.batches.floor(stream.id(), page.position());
        if (first < 0) {
            throw new DamagedBatch(stream, page.position());
        }
        tables.batches.range(stream, first, head.merged(), batch -> {
            cache.put(stream.id(), batch);
            if (page.position() < batch.first() || page.position() >= batch.next()) {
                throw new DamagedBatch(stream, page.position());
            }
            page.add(batch);
            return !page.isComplete()
                    && cache.find(stream.id(), page.position()).isEmpty();
        });
    }

    /** Adds from the merged rows those messages that carry the key. */
    private void addKeyed(PageBuilder page, PageRequest request, Head head, Tables tables) throws SQLException {
        Stream stream = request.stream();
        long from = tables.batches.floor(stream.id(), page.position());
        if (from < 0) {
            throw new DamagedBatch(stream, page.position());
        }
        while (!page.isComplete()) {
            long[] firsts = tables.keys.find(stream.id(), request.key(), from, head.merged(), KEY_BATCHES);
            for (int i = 0; i < firsts.length && !page.isComplete(); i++) {
                page.skip(firsts[i]);
                page.add(load(stream, firsts[i], tables));
                from = firsts[i] + 1;
            }
            if (firsts.length < KEY_BATCHES) {
                break;
            }
        }
        if (!page.isComplete()) {
            page.skip(head.merged());
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
}
