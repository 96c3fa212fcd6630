package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one stream must hold, by the answers its writers got. Guarded by its own lock, because a shared stream has
 * several writers; each of them has at most one request without an answer.
 *
 * <p>Everything is noted before it is sent, so that an answer that never came leaves a doubt, which the next read-back
 * settles.
 */
final class CrashStream {
    /** A request about the stream as a whole that got no answer. */
    enum Doubt {
        NONE,
        CREATE,
        DELETE,
        CLOSE
    }

    /** One request for this stream and what is known of it. */
    static final class Sent {
        final CrashRequest request;
        final long entriesBefore;
        boolean acknowledged;
        /** Sequence number of its last entry, or -1 when its answer did not tell. */
        long last = -1;

        private Sent(CrashRequest request, long entriesBefore) {
            this.request = request;
            this.entriesBefore = entriesBefore;
        }
    }

    private final String name;
    private final boolean shared;
    private final Map<Long, Sent> sent = new HashMap<>();
    private final Map<String, CrashTuple> producers = new HashMap<>();

    private boolean present;
    private Doubt doubt = Doubt.NONE;
    private CrashKind kind = CrashKind.JSON;
    private CrashLifetime lifetime = CrashLifetime.FOREVER;
    private boolean closeSent;
    private boolean closed;
    private long entries;
    private long bytes;
    private String streamSeq = "";
    private int readBacks;
    private long renewedFrom;
    private long renewedUntil;

    CrashStream(String name, boolean shared) {
        this.name = name;
        this.shared = shared;
    }

    String name() {
        return name;
    }

    boolean isShared() {
        return shared;
    }

    synchronized boolean isPresent() {
        return present;
    }

    synchronized Doubt doubt() {
        return doubt;
    }

    synchronized CrashKind kind() {
        return kind;
    }

    synchronized CrashLifetime lifetime() {
        return lifetime;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized long entries() {
        return entries;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized String streamSeq() {
        return streamSeq;
    }

    /** How often its content was read back since it was created. */
    synchronized int readBacks() {
        return readBacks;
    }

    synchronized List<CrashTuple> producers() {
        return new ArrayList<>(producers.values());
    }

    /** The last accepted tuple of a producer, or one that precedes its first. */
    synchronized CrashTuple producer(String id) {
        return producers.getOrDefault(id, new CrashTuple(id, 0, -1));
    }

    synchronized List<Sent> sent() {
        return new ArrayList<>(sent.values());
    }

    synchronized Optional<Sent> sent(int writer, long number) {
        return Optional.ofNullable(sent.get(id(writer, number)));
    }

    /** The request of this writer that got no answer. */
    synchronized Optional<CrashRequest> unanswered(int writer) {
        return sent.values().stream()
                .filter(each -> !each.acknowledged && each.request.writer() == writer)
                .map(each -> each.request)
                .findFirst();
    }

    /** Notes that a stream of this kind is about to be created. */
    synchronized void creating(CrashLifetime asked, CrashRequest initial) {
        forget();
        doubt = Doubt.CREATE;
        lifetime = asked;
        kind = initial.kind();
        closed = initial.closing();
        closeSent = closed;
        renewedFrom = System.currentTimeMillis();
        renewedUntil = renewedFrom;
        if (initial.count() > 0) {
            sending(initial);
        }
    }

    synchronized void created(CrashRequest initial) {
        doubt = Doubt.NONE;
        present = true;
        renewedUntil = System.currentTimeMillis();
        if (initial.count() > 0) {
            acknowledged(initial, initial.count() - 1, renewedFrom);
        }
    }

    synchronized void doubting(Doubt what) {
        doubt = what;
        closeSent |= what == Doubt.CLOSE;
    }

    /** Whether any writer has asked for its end, with or without an answer. */
    synchronized boolean isCloseSent() {
        return closeSent;
    }

    synchronized void closed() {
        doubt = Doubt.NONE;
        closed = true;
    }

    synchronized void sending(CrashRequest request) {
        closeSent |= request.closing();
        sent.putIfAbsent(id(request.writer(), request.number()), new Sent(request, entries));
    }

    /** The server refused it: it must not be found. */
    synchronized void refused(CrashRequest request) {
        sent.remove(id(request.writer(), request.number()));
    }

    /**
     * The server promised it.
     *
     * @param last sequence number of its last entry, or -1 when the answer does not tell
     * @param sentMillis the time before it was sent
     */
    synchronized void acknowledged(CrashRequest request, long last, long sentMillis) {
        Sent known = sent.get(id(request.writer(), request.number()));
        known.acknowledged = true;
        known.last = last;
        entries = Math.max(entries, last + 1);
        bytes += request.fillBytes().stream().mapToLong(Integer::longValue).sum();
        closed |= request.closing();
        if (!request.streamSeq().isEmpty()) {
            streamSeq = request.streamSeq();
        }
        if (request.producer().isGiven()) {
            producers.put(request.producer().id(), request.producer());
        }
        renewed(sentMillis);
    }

    /** A request that renews lifetimes was sent at that time and has been answered. */
    synchronized void renewed(long sentMillis) {
        renewedFrom = Math.max(renewedFrom, sentMillis);
        renewedUntil = System.currentTimeMillis();
    }

    /** Its content was read back: everything still there is acknowledged, and nothing is in doubt. */
    synchronized void settled(long found, boolean foundClosed) {
        present = true;
        doubt = Doubt.NONE;
        sent.values().removeIf(each -> !each.acknowledged);
        entries = found;
        closed = foundClosed;
        readBacks++;
    }

    /** It is gone, with all it held. */
    synchronized void forget() {
        present = false;
        doubt = Doubt.NONE;
        closeSent = false;
        closed = false;
        entries = 0;
        bytes = 0;
        streamSeq = "";
        readBacks = 0;
        lifetime = CrashLifetime.FOREVER;
        sent.clear();
        producers.clear();
    }

    /** Whether its window may have ended by now. */
    synchronized boolean mayHaveExpired() {
        return lifetime.windowMillis() > 0 && System.currentTimeMillis() >= renewedFrom + lifetime.windowMillis();
    }

    /**
     * Whether its window had ended at that time, even with the lag of a renewal on disk and some time for an unanswered
     * request.
     */
    synchronized boolean mustHaveExpired(long nowMillis) {
        long slackMillis = 500;
        return lifetime.windowMillis() > 0
                && nowMillis > renewedUntil + lifetime.windowMillis() + lifetime.lagMillis() + slackMillis;
    }

    /** Requests without an answer may have renewed it until the moment of the kill. */
    synchronized void killed(long nowMillis) {
        if (present || doubt == Doubt.CREATE) {
            boolean asked = doubt != Doubt.NONE || sent.values().stream().anyMatch(each -> !each.acknowledged);
            renewedUntil = asked ? nowMillis : renewedUntil;
        }
    }

    private static long id(int writer, long number) {
        return ((long) writer << 40) | number;
    }
}
