package dev.streamslocal.storage;

import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.RoutingKey;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of the streams of a file: answered at once on the caller's thread from memory, else on a reader thread. Any thread. */
final class Reads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reads.class);

    private final PageReader pages;
    private final ReaderPool readers;

    /** Rows of damaged batches that the log has told of. */
    private final Set<Long> damageTold = ConcurrentHashMap.newKeySet();

    Reads(PageReader pages, ReaderPool readers) {
        this.pages = pages;
        this.readers = readers;
    }

    /** The page, if all of it is in memory; never blocks, so it may be called on an event loop. */
    Optional<ReadResult> readNow(PageRequest request) {
        Optional<ReadResult> gone = gone(request.stream());
        if (gone.isPresent()) {
            return gone;
        }
        try {
            Optional<Page> page = pages.fromMemory(request);
            page.ifPresent(whole -> lookAhead(request, whole));
            return page.map(whole -> whole);
        } catch (DamagedBatch e) {
            return Optional.of(explain(request.stream(), e));
        }
    }

    private static Optional<ReadResult> gone(Stream stream) {
        if (stream.removed()) {
            return Optional.of(new ReadResult.StreamMissing());
        }
        return stream.head().softDeleted() ? Optional.of(new ReadResult.SoftDeleted()) : Optional.empty();
    }

    /** The page: at once on the caller's thread if it is in memory, else on a reader thread. */
    void read(PageRequest request, Reply<ReadResult> reply) {
        Optional<ReadResult> now = readNow(request);
        if (now.isPresent()) {
            reply.complete(now.get());
            return;
        }
        var work = new PageWork(request, reply);
        if (!work.joins() && !readers.offer(work)) {
            reply.complete(new ReadResult.Overloaded());
        }
    }

    private final class PageWork implements ReaderPool.Work {
        private final PageRequest request;
        private final Reply<ReadResult> reply;

        PageWork(PageRequest request, Reply<ReadResult> reply) {
            this.request = request;
            this.reply = reply;
        }

        /** Whether it runs behind a read of the same rows that is under way. */
        boolean joins() {
            return pages.whenRead(request, () -> readers.serve(this));
        }

        @Override
        public void run(Tables tables) throws SQLException {
            if (joins()) {
                return;
            }
            Page page = pages.read(request, tables);
            // Rows of a removed stream go one after the other, so that a page may lack some.
            reply.complete(request.stream().removed() ? new ReadResult.StreamMissing() : page);
            lookAhead(request, page);
        }

        @Override
        public void failed(Exception cause) {
            reply.complete(explain(request.stream(), cause));
        }
    }

    /**
     * How far the page reaches, without loading its messages: at once on the caller's thread if they are in memory, else on a reader
     * thread. The messages up to there never change, so that the page can then be read piece by piece.
     */
    void survey(PageRequest request, Reply<SurveyResult> reply) {
        Optional<SurveyResult> now = surveyNow(request);
        if (now.isPresent()) {
            reply.complete(now.get());
        } else if (!readers.offer(new SurveyWork(request, reply))) {
            reply.complete(new SurveyResult.Unread(new ReadResult.Overloaded()));
        }
    }

    private Optional<SurveyResult> surveyNow(PageRequest request) {
        Optional<ReadResult> gone = gone(request.stream());
        if (gone.isPresent()) {
            return gone.map(SurveyResult.Unread::new);
        }
        try {
            return pages.surveyFromMemory(request).map(surveyed -> surveyed);
        } catch (DamagedBatch e) {
            return Optional.of(new SurveyResult.Unread(explain(request.stream(), e)));
        }
    }

    /** Has the next page of a walk read while this one is sent, unless others wait for the reader threads. */
    private void lookAhead(PageRequest request, Page page) {
        if (page.walked() && readers.waiting() == 0) {
            readers.offer(new AheadWork(request.behind(page)));
        }
    }

    /** Reads a page before it is asked for; whatever fails here, fails again when it is. */
    private final class AheadWork implements ReaderPool.Work {
        private final PageRequest request;

        AheadWork(PageRequest request) {
            this.request = request;
        }

        @Override
        public void run(Tables tables) throws SQLException {
            pages.readAhead(request, tables);
        }

        @Override
        public void failed(Exception cause) {}
    }

    private final class SurveyWork implements ReaderPool.Work {
        private final PageRequest request;
        private final Reply<SurveyResult> reply;

        SurveyWork(PageRequest request, Reply<SurveyResult> reply) {
            this.request = request;
            this.reply = reply;
        }

        @Override
        public void run(Tables tables) throws SQLException {
            SurveyResult.Surveyed surveyed = pages.survey(request, tables);
            reply.complete(
                    request.stream().removed() ? new SurveyResult.Unread(new ReadResult.StreamMissing()) : surveyed);
        }

        @Override
        public void failed(Exception cause) {
            reply.complete(new SurveyResult.Unread(explain(request.stream(), cause)));
        }
    }

    /** What the failure of a read means: rows of a removed stream may be gone while they are read. */
    private ReadResult explain(Stream stream, Exception cause) {
        if (stream.removed()) {
            return new ReadResult.StreamMissing();
        }
        if (cause instanceof DamagedBatch damaged) {
            if (damageTold.size() < Sizes.DAMAGE_TOLD_MAX
                    && damageTold.add(BatchTable.rowId(stream.id(), damaged.first()))) {
                LOG.error("{}", damaged.getMessage());
            }
            return new ReadResult.Damaged(stream.name(), damaged.first());
        }
        LOG.error("cannot read {}", stream.name(), cause);
        return new ReadResult.Failed(String.valueOf(cause.getMessage()));
    }

    /**
     * Where the messages begin whose append time is not before {@code millis}: the position of the first one, with a key of the first one
     * that carries it, or the tail if there is none.
     */
    void firstSince(Stream stream, RoutingKey key, long millis, Reply<SinceResult> reply) {
        Optional<ReadResult> gone = gone(stream);
        if (gone.isPresent()) {
            reply.complete(new SinceResult.Unread(gone.get()));
            return;
        }
        if (!key.present()) {
            Optional<Long> position = TimeSearch.inMemory(stream.head(), millis);
            if (position.isPresent()) {
                reply.complete(new SinceResult.Found(position.get()));
                return;
            }
        }
        if (!readers.offer(new SinceWork(stream, key, millis, reply))) {
            reply.complete(new SinceResult.Unread(new ReadResult.Overloaded()));
        }
    }

    private final class SinceWork implements ReaderPool.Work {
        private final Stream stream;
        private final RoutingKey key;
        private final long millis;
        private final Reply<SinceResult> reply;

        SinceWork(Stream stream, RoutingKey key, long millis, Reply<SinceResult> reply) {
            this.stream = stream;
            this.key = key;
            this.millis = millis;
            this.reply = reply;
        }

        @Override
        public void run(Tables tables) throws SQLException {
            Head head = stream.head();
            Optional<Long> inMemory = TimeSearch.inMemory(head, millis);
            long position =
                    inMemory.isPresent() ? inMemory.get() : TimeSearch.inTables(stream, head, millis, pages, tables);
            if (key.present()) {
                Page first = pages.read(new PageRequest(stream, position, key, Long.MAX_VALUE, 1), tables);
                position = first.entries() == 0 ? first.tail() : first.next() - 1;
            }
            reply.complete(
                    stream.removed()
                            ? new SinceResult.Unread(new ReadResult.StreamMissing())
                            : new SinceResult.Found(position));
        }

        @Override
        public void failed(Exception cause) {
            reply.complete(new SinceResult.Unread(explain(stream, cause)));
        }
    }

    /** Where a fork begins whose offset names messages behind a position; looks at them on a reader thread. */
    void resolve(Stream source, ForkPoint point, Reply<ForkStart> reply, Reply<ReadResult> unread) {
        if (!readers.offer(new SubOffsetWork(source, point, reply, unread))) {
            unread.complete(new ReadResult.Overloaded());
        }
    }

    private final class SubOffsetWork implements ReaderPool.Work {
        private final Stream source;
        private final ForkPoint point;
        private final Reply<ForkStart> reply;
        private final Reply<ReadResult> unread;

        SubOffsetWork(Stream source, ForkPoint point, Reply<ForkStart> reply, Reply<ReadResult> unread) {
            this.source = source;
            this.point = point;
            this.reply = reply;
            this.unread = unread;
        }

        @Override
        public void run(Tables tables) throws SQLException {
            reply.complete(SubOffset.resolve(source, point, pages, tables));
        }

        @Override
        public void failed(Exception cause) {
            unread.complete(explain(source, cause));
        }
    }

    /** How large the database is, in bytes of its pages; 0 where that cannot be told now. */
    public void databaseBytes(Reply<Long> reply) {
        if (!readers.offer(new SizeWork(reply))) {
            reply.complete(0L);
        }
    }

    private record SizeWork(Reply<Long> reply) implements ReaderPool.Work {

        @Override
        public void run(Tables tables) throws SQLException {
            reply.complete(tables.pageCount() * tables.pageBytes());
        }

        @Override
        public void failed(Exception cause) {
            reply.complete(0L);
        }
    }

    /** Answers what waits, then ends the reader threads. */
    @Override
    public void close() {
        readers.close();
    }
}
