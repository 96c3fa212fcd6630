package dev.streamslocal.conformance;

import java.util.List;

/**
 * Reads one stream back after a restart and settles what was in doubt. Whatever contradicts an answer is an
 * AssertionError. Confined to one thread, and no writer is at work meanwhile.
 */
final class CrashCheck {
    /** A short-lived stream is then left alone, so that its lifetime can end. */
    private static final int READ_BACKS_OF_FADING = 2;

    private final CrashClient client;
    private final CrashStream stream;
    private final CrashTally tally;

    CrashCheck(CrashClient client, CrashStream stream, CrashTally tally) {
        this.client = client;
        this.stream = stream;
        this.tally = tally;
    }

    void run() {
        try {
            check();
        } catch (Expired ended) {
            absent();
        }
    }

    private void check() {
        long before = System.currentTimeMillis();
        Answer head = client.head(stream);
        switch (head.status()) {
            case 404 -> absent();
            case 200 -> present(head, before);
            default -> throw new AssertionError("HEAD answered " + head);
        }
    }

    /** Its lifetime may end between any two requests of the check. */
    private Answer live(Answer answer) {
        if (answer.status() == 404 && stream.mayHaveExpired()) {
            throw new Expired();
        }
        return answer;
    }

    private void absent() {
        boolean expired = stream.mayHaveExpired();
        boolean mayBeAbsent =
                stream.doubt() == CrashStream.Doubt.CREATE || stream.doubt() == CrashStream.Doubt.DELETE || expired;
        if (stream.isPresent() && !mayBeAbsent) {
            throw new AssertionError("lost, with " + stream.entries() + " entries");
        }
        if (stream.isPresent() && expired) {
            tally.expiries.increment();
        }
        stream.forget();
    }

    private void present(Answer head, long headMillis) {
        if (!stream.isPresent() && stream.doubt() != CrashStream.Doubt.CREATE) {
            throw new AssertionError("there, though it was deleted or never created: " + head);
        }
        if (stream.mustHaveExpired(headMillis)) {
            throw new AssertionError("there after its lifetime: " + head);
        }
        expect("Content-Type", head.header("Content-Type"), stream.kind().contentType);
        CrashLifetime lifetime = stream.lifetime();
        expect("Stream-TTL", head.header("Stream-TTL"), lifetime.windowMillis() > 0 ? lifetime.value() : "");
        if (lifetime.windowMillis() == 0) {
            expect("Stream-Expires-At", head.header("Stream-Expires-At"), lifetime.value());
        }
        boolean fading = lifetime.windowMillis() > 0 && lifetime.windowMillis() < 60_000;
        if (!fading || stream.readBacks() < READ_BACKS_OF_FADING || hasUnanswered()) {
            content(head);
        }
    }

    private boolean hasUnanswered() {
        return stream.doubt() != CrashStream.Doubt.NONE
                || stream.sent().stream().anyMatch(each -> !each.acknowledged);
    }

    private void content(Answer head) {
        boolean created = stream.doubt() == CrashStream.Doubt.CREATE;
        boolean closed = isClosed(head);
        long before = System.currentTimeMillis();
        CrashReading reading = read(closed);
        expect("Stream-Next-Offset", head.nextOffset(), Token.of(reading.entries() - 1));
        List<CrashRequest> missing = settle(reading, created, closed, before);
        stream.settled(reading.entries(), closed);
        stream.renewed(before);
        missing.forEach(this::retry);
        if (stream.isClosed()) {
            closedTakesNothing();
        } else {
            state();
        }
        expect("Stream-Next-Offset after all", live(client.head(stream)).nextOffset(), Token.of(stream.entries() - 1));
    }

    private CrashReading read(boolean closed) {
        var reading = new CrashReading(stream);
        String offset = "-1";
        for (boolean more = true; more; ) {
            Answer page = live(client.read(stream, offset));
            expect("status of a page", page.status(), 200);
            reading.page(page.body());
            offset = page.nextOffset();
            expect("Stream-Next-Offset of a page", offset, Token.of(reading.entries() - 1));
            tally.checkedBytes.add(page.body().length);
            more = !page.has("Stream-Up-To-Date");
            expect("Stream-Closed of a page", isClosed(page), closed && !more);
        }
        reading.end();
        tally.checkedMessages.add(reading.entries());
        return reading;
    }

    /**
     * Marks what was found as acknowledged, and returns the producers' requests that were not: they can be sent again.
     */
    private List<CrashRequest> settle(CrashReading reading, boolean created, boolean closed, long readMillis) {
        List<CrashStream.Sent> all = stream.sent();
        boolean closeFound = stream.isClosed() || (stream.doubt() == CrashStream.Doubt.CLOSE && closed);
        for (CrashStream.Sent sent : all) {
            long last = reading.lastSeq(sent).orElse(-1L);
            if (sent.acknowledged || created) {
                acknowledged(sent, last);
            }
            if (!sent.acknowledged && last >= 0) {
                stream.acknowledged(sent.request, last, readMillis);
                tally.unansweredFound.increment();
            }
            if (last >= 0 && sent.request.closing()) {
                closeFound = true;
                expect("the end of " + sent.request + ", which closed it,", last, reading.entries() - 1);
            }
        }
        expect("Stream-Closed", closed, closeFound);
        return all.stream()
                .filter(each -> !each.acknowledged && each.request.producer().isGiven() && !closed)
                .map(each -> each.request)
                .toList();
    }

    private void acknowledged(CrashStream.Sent sent, long last) {
        if (last < 0) {
            throw new AssertionError("lost: " + sent.request + ", promised to end at entry " + sent.last);
        }
        if (sent.acknowledged && sent.last >= 0) {
            expect("the last entry of " + sent.request, last, sent.last);
        }
        sent.last = last;
    }

    /** A producer's request that was not stored is new when it comes again. */
    private void retry(CrashRequest request) {
        if (stream.isClosed()) {
            return;
        }
        long before = System.currentTimeMillis();
        stream.sending(request);
        Answer answer = live(client.post(stream, request));
        expect("answer to the missing " + request + " sent again: " + answer, answer.status(), 200);
        expect("its offset", answer.nextOffset(), Token.of(stream.entries() + request.count() - 1));
        stream.acknowledged(request, stream.entries() + request.count() - 1, before);
        tally.appends.increment();
    }

    private void state() {
        if (!stream.streamSeq().isEmpty()) {
            Answer answer = live(client.post(stream, probe(stream.streamSeq(), CrashTuple.NONE)));
            expect("answer to the last Stream-Seq", answer.status(), 409);
            expect("Stream-Expected-Seq", answer.header("Stream-Expected-Seq"), stream.streamSeq());
        }
        stream.producers().forEach(this::producer);
    }

    /** Three requests that store nothing show epoch and sequence of a producer exactly. */
    private void producer(CrashTuple last) {
        Answer again = live(client.post(stream, probe("", last)));
        expect("answer to the last tuple " + last + " sent again", again.status(), 204);
        expect("Producer-Epoch", again.header("Producer-Epoch"), Long.toString(last.epoch()));
        expect("Producer-Seq", again.header("Producer-Seq"), Long.toString(last.seq()));
        Answer gap = live(client.post(stream, probe("", last.next().next())));
        expect("answer to a gap after " + last, gap.status(), 409);
        expect("Producer-Expected-Seq", gap.header("Producer-Expected-Seq"), Long.toString(last.seq() + 1));
        if (last.epoch() > 0) {
            Answer stale = live(client.post(stream, probe("", new CrashTuple(last.id(), last.epoch() - 1, 0))));
            expect("answer to an epoch before " + last, stale.status(), 403);
            expect("Producer-Epoch of a stale one", stale.header("Producer-Epoch"), Long.toString(last.epoch()));
        }
        stream.renewed(System.currentTimeMillis());
        tally.checkedProducers.increment();
    }

    private void closedTakesNothing() {
        Answer refused = live(client.post(stream, probe("", CrashTuple.NONE)));
        expect("answer to an append to the closed stream", refused.status(), 409);
        expect("its Stream-Closed", isClosed(refused), true);
        stream.sent().stream()
                .filter(each ->
                        each.request.closing() && each.request.producer().isGiven())
                .forEach(each -> closingAgain(each.request));
    }

    private void closingAgain(CrashRequest request) {
        long before = System.currentTimeMillis();
        Answer answer = live(client.post(stream, request));
        expect("answer to " + request + " sent again", answer.status(), 204);
        expect("its Stream-Closed", isClosed(answer), true);
        expect(
                "its Producer-Seq",
                answer.header("Producer-Seq"),
                Long.toString(request.producer().seq()));
        stream.renewed(before);
    }

    /** An append that must store nothing: its writer sends nothing else, so that it would be noticed. */
    private CrashRequest probe(String streamSeq, CrashTuple producer) {
        return new CrashRequest(stream.kind(), 0xffff, 0, List.of(1), false, streamSeq, producer);
    }

    private static boolean isClosed(Answer answer) {
        return answer.header("Stream-Closed").equals("true");
    }

    private static void expect(String what, Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new AssertionError(what + " is " + found + ", expected " + expected);
        }
    }

    /** The stream went at the end of its lifetime while it was read back. */
    private static final class Expired extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
