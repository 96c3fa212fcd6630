package dev.streamslocal.conformance;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * One client under load: it creates, appends to, closes and deletes streams of its own, appends to the shared ones, and
 * notes each answer. It goes on from one life of the server to the next; in each it is confined to one thread, with one
 * request at a time.
 */
final class CrashWriter {
    private static final int OWN_STREAMS = 6;
    /** Kept until it is full, so that it outlives many kills. */
    private static final int LASTING = 0;
    /** Created with a short lifetime, renewed a few times at intervals, then left alone. */
    private static final int FADING = 5;

    /** Sends large bodies so often that most kills cut one off. */
    private static final int HEAVY_WRITER = 1;

    private static final int ENTRIES_MAX = 4_000;
    private static final int BYTES_MAX = 3 << 20;
    private static final int COMMON_ENTRIES_MAX = 20_000;
    private static final int COMMON_BYTES_MAX = 8 << 20;
    private static final int FADING_APPENDS = 5;

    private final int writer;
    private final Random random;
    private final CrashCommons commons;
    private final CrashTally tally;
    private final List<CrashStream> own = new ArrayList<>();
    private long requests;

    CrashWriter(int writer, long seed, CrashCommons commons, CrashTally tally) {
        this.writer = writer;
        this.random = new Random(seed * 1_000 + writer);
        this.commons = commons;
        this.tally = tally;
        for (int place = 0; place < OWN_STREAMS; place++) {
            own.add(new CrashStream("crash/" + writer + "/" + place, false));
        }
    }

    List<CrashStream> own() {
        return own;
    }

    /** Sends until the connection ends; that is a fault unless the server was killed. */
    void load(InetSocketAddress server, BooleanSupplier killed) {
        try (var client = new CrashClient(server)) {
            var session = new CrashSession(writer, client, tally);
            everyProducerGoesOn(session);
            while (!Thread.currentThread().isInterrupted()) {
                step(session);
            }
        } catch (UncheckedIOException lost) {
            if (!killed.getAsBoolean()) {
                tally.fault("writer " + writer + ": connection lost while the server lived: " + lost.getMessage());
            }
        } catch (AssertionError | RuntimeException fault) {
            tally.fault("writer " + writer + ": " + fault);
        }
    }

    /** The first thing after a restart: the sequence after the last accepted one is accepted. */
    private void everyProducerGoesOn(CrashSession session) {
        own.forEach(stream -> producerGoesOn(session, stream));
        for (int place = 0; place < commons.count(); place++) {
            producerGoesOn(session, commons.at(place));
        }
    }

    private void producerGoesOn(CrashSession session, CrashStream stream) {
        CrashTuple last = stream.producer(producerId());
        boolean open = stream.isPresent() && !stream.isClosed() && !isDoubtful(stream);
        if (open && last.seq() >= 0) {
            append(session, stream, last.next());
        }
    }

    private void step(CrashSession session) {
        if (chance(35)) {
            int place = random.nextInt(commons.count());
            stepCommon(session, place, commons.at(place));
        } else if (writer == 0 && chance(5)) {
            commons.deletable().stream()
                    .filter(CrashStream::isPresent)
                    .findFirst()
                    .ifPresent(stream -> session.delete(stream));
        } else {
            int place = random.nextInt(OWN_STREAMS);
            stepOwn(session, place, own.get(place));
        }
    }

    private void stepCommon(CrashSession session, int place, CrashStream stream) {
        if (!isThere(session, stream) || (isDoubtful(stream) && !session.retried(stream))) {
            return;
        }
        if (stream.isClosed()) {
            commons.retire(place, stream);
        } else if (stream.entries() > COMMON_ENTRIES_MAX
                || stream.bytes() > COMMON_BYTES_MAX
                || random.nextInt(2_000) == 0) {
            finish(session, stream);
        } else {
            append(session, stream, producer(stream, writer % 2 == 1));
        }
    }

    /** The first writer to come creates it; the others wait for that. */
    private boolean isThere(CrashSession session, CrashStream stream) {
        synchronized (stream) {
            if (!stream.isPresent() && stream.doubt() == CrashStream.Doubt.NONE) {
                create(session, stream, CrashLifetime.FOREVER, false);
            }
            return stream.isPresent();
        }
    }

    private void stepOwn(CrashSession session, int place, CrashStream stream) {
        if (isDoubtful(stream)) {
            session.retried(stream);
        } else if (!stream.isPresent()) {
            // A deleted name mostly stays free for a while, so that a kill can come between.
            if (chance(30)) {
                create(session, stream, lifetime(place), place != LASTING && chance(6));
            }
        } else if (place == FADING && (stream.sent().size() >= FADING_APPENDS || !chance(5))) {
            session.look(stream);
        } else if (stream.isClosed()) {
            useClosed(session, stream);
        } else if (isFull(stream) || (place != LASTING && random.nextInt(40) == 0)) {
            finish(session, stream);
        } else if (chance(4)) {
            session.look(stream);
        } else {
            append(session, stream, producer(stream, place % 3 == 1));
        }
    }

    private boolean isFull(CrashStream stream) {
        return stream.entries() > ENTRIES_MAX || stream.bytes() > BYTES_MAX;
    }

    private boolean isDoubtful(CrashStream stream) {
        boolean asAWhole = stream.doubt() != CrashStream.Doubt.NONE && !stream.isShared();
        return asAWhole || stream.unanswered(writer).isPresent();
    }

    private void append(CrashSession session, CrashStream stream, CrashTuple producer) {
        CrashRequest request = request(stream, sizes(stream.kind()), false, producer);
        session.append(stream, request);
        if (producer.isGiven() && chance(5)) {
            session.repeat(stream, request);
        }
    }

    /** Ends it in one of three ways. A shared stream is never deleted while writers hold it. */
    private void finish(CrashSession session, CrashStream stream) {
        int way = random.nextInt(stream.isShared() ? 2 : 3);
        if (way == 0) {
            session.close(stream);
        } else if (way == 1) {
            session.append(stream, request(stream, sizes(stream.kind()), true, producer(stream, chance(50))));
        } else {
            session.delete(stream);
        }
    }

    /** A closed stream takes nothing, and its end can be asked for again. */
    private void useClosed(CrashSession session, CrashStream stream) {
        if (chance(30)) {
            session.delete(stream);
        } else if (chance(50)) {
            session.close(stream);
        } else {
            session.appendInVain(stream, request(stream, List.of(10), false, CrashTuple.NONE));
        }
    }

    private void create(CrashSession session, CrashStream stream, CrashLifetime lifetime, boolean closing) {
        CrashKind kind = chance(65) ? CrashKind.JSON : CrashKind.BYTES;
        List<Integer> sizes = chance(50) ? sizes(kind) : List.of();
        session.create(
                stream, lifetime, new CrashRequest(kind, writer, ++requests, sizes, closing, "", CrashTuple.NONE));
    }

    private CrashRequest request(CrashStream stream, List<Integer> sizes, boolean closing, CrashTuple producer) {
        boolean ordered = !stream.isShared() && stream.name().endsWith("2");
        long number = ++requests;
        return new CrashRequest(
                stream.kind(), writer, number, sizes, closing, ordered ? "%012d".formatted(number) : "", producer);
    }

    private String producerId() {
        return "producer-" + writer;
    }

    private CrashTuple producer(CrashStream stream, boolean asked) {
        CrashTuple last = stream.producer(producerId());
        if (!asked) {
            return CrashTuple.NONE;
        }
        return last.seq() >= 0 && chance(2) ? last.nextEpoch() : last.next();
    }

    private CrashLifetime lifetime(int place) {
        if (place == FADING) {
            return CrashLifetime.window(2 + random.nextInt(7));
        }
        return switch (random.nextInt(8)) {
            case 0 -> CrashLifetime.window(3_600);
            case 1 -> CrashLifetime.FIXED;
            default -> CrashLifetime.FOREVER;
        };
    }

    /**
     * Mostly small; else one message of up to 2 MiB, or thousands of small ones, which no single stored row can hold.
     */
    private List<Integer> sizes(CrashKind kind) {
        int form = random.nextInt(writer == HEAVY_WRITER ? 10 : 300);
        if (form == 0) {
            return List.of(100 * 1024 + random.nextInt(1_900 * 1024));
        }
        if (form == 1 && kind == CrashKind.JSON) {
            return Collections.nCopies(2_000 + random.nextInt(4_000), random.nextInt(60));
        }
        int count = kind == CrashKind.JSON && chance(33) ? 1 + random.nextInt(20) : 1;
        var sizes = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            sizes.add(random.nextInt(300));
        }
        return sizes;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
