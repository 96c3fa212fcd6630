package dev.streamslocal.conformance;

/**
 * One writer's connection to one life of the server: sends, judges the answer against what is known of the stream, and
 * notes it there. An answer that contradicts is an AssertionError; none at all leaves the stream in doubt. Confined to
 * one thread.
 */
final class CrashSession {
    private final int writer;
    private final CrashClient client;
    private final CrashTally tally;

    CrashSession(int writer, CrashClient client, CrashTally tally) {
        this.writer = writer;
        this.client = client;
        this.tally = tally;
    }

    void create(CrashStream stream, CrashLifetime lifetime, CrashRequest initial) {
        stream.creating(lifetime, initial);
        Answer answer = client.put(stream, lifetime, initial);
        expect(stream, "create", answer, 201);
        expectOffset(stream, "create", answer, initial.count() - 1);
        stream.created(initial);
        tally.creates.increment();
    }

    void append(CrashStream stream, CrashRequest request) {
        long before = System.currentTimeMillis();
        stream.sending(request);
        Answer answer = client.post(stream, request);
        switch (answer.status()) {
            case 200, 204 -> {
                expect(stream, request.toString(), answer, request.producer().isGiven() ? 200 : 204);
                accepted(stream, request, answer, before);
            }
            case 404 -> expired(stream, request.toString(), answer);
            case 408 -> tally.delayed.increment();
            case 409 -> refusedAsClosed(stream, request, answer);
            case 429 -> {
                tally.delayed.increment();
                stream.refused(request);
            }
            default -> throw fault(stream, request + " answered " + answer);
        }
    }

    /** A closed stream takes nothing. */
    void appendInVain(CrashStream stream, CrashRequest request) {
        Answer answer = client.post(stream, request);
        if (answer.status() == 404) {
            expired(stream, "append to the closed stream", answer);
            return;
        }
        expect(stream, "append to the closed stream", answer, 409);
        expectOffset(stream, "append to the closed stream", answer, stream.entries() - 1);
    }

    /** Sends a producer's request again that was accepted: a duplicate, which must not be stored. */
    void repeat(CrashStream stream, CrashRequest request) {
        if (stream.sent(writer, request.number())
                .filter(sent -> sent.acknowledged)
                .isEmpty()) {
            return;
        }
        long before = System.currentTimeMillis();
        Answer answer = client.post(stream, request);
        if (answer.status() == 404) {
            expired(stream, request + " repeated", answer);
            return;
        }
        if (answer.status() != 409 || !expectClosable(stream, request, answer)) {
            expect(stream, request + " repeated", answer, 204);
            expectProducer(stream, request, answer);
            stream.renewed(before);
        }
    }

    /** Sends a producer's request again that got no answer; whether it was stored decides between 200 and 204. */
    boolean retried(CrashStream stream) {
        CrashRequest request = stream.unanswered(writer)
                .filter(each -> each.producer().isGiven() && stream.isPresent())
                .orElse(null);
        if (request == null || stream.mayHaveExpired()) {
            return false;
        }
        long before = System.currentTimeMillis();
        Answer answer = client.post(stream, request);
        switch (answer.status()) {
            case 200, 204 -> accepted(stream, request, answer, before);
            case 404 -> expired(stream, request + " sent again", answer);
            case 408, 429 -> tally.delayed.increment();
            case 409 -> {
                // Closed by another writer: whether it came before that is left to the read-back.
                expectClosable(stream, request, answer);
                return false;
            }
            default -> throw fault(stream, request + " sent again, answered " + answer);
        }
        return answer.status() < 300;
    }

    private void accepted(CrashStream stream, CrashRequest request, Answer answer, long sentMillis) {
        boolean placed = !stream.isShared()
                || answer.status() == 200
                || !request.producer().isGiven();
        long last = Token.seq(answer.nextOffset());
        if (stream.isShared()) {
            if (last < stream.sent(writer, request.number()).orElseThrow().entriesBefore + request.count() - 1) {
                throw fault(stream, request + " answered an offset before its entries: " + answer);
            }
        } else {
            expectOffset(stream, request.toString(), answer, stream.entries() + request.count() - 1);
        }
        if (request.producer().isGiven()) {
            expectProducer(stream, request, answer);
        }
        if (request.closing() != answer.header("Stream-Closed").equals("true")) {
            throw fault(stream, request + " answered the wrong Stream-Closed: " + answer);
        }
        stream.acknowledged(request, placed ? last : -1, sentMillis);
        tally.appends.increment();
    }

    private static void expectProducer(CrashStream stream, CrashRequest request, Answer answer) {
        CrashTuple producer = request.producer();
        if (!answer.header("Producer-Epoch").equals(Long.toString(producer.epoch()))
                || !answer.header("Producer-Seq").equals(Long.toString(producer.seq()))) {
            throw fault(stream, request + " answered another producer state: " + answer);
        }
    }

    private void refusedAsClosed(CrashStream stream, CrashRequest request, Answer answer) {
        if (expectClosable(stream, request, answer)) {
            stream.refused(request);
            stream.closed();
        }
    }

    private static boolean expectClosable(CrashStream stream, CrashRequest request, Answer answer) {
        if (stream.isShared()
                && stream.isCloseSent()
                && answer.header("Stream-Closed").equals("true")) {
            return true;
        }
        throw fault(stream, request + " refused: " + answer);
    }

    void close(CrashStream stream) {
        long before = System.currentTimeMillis();
        stream.doubting(CrashStream.Doubt.CLOSE);
        Answer answer = client.close(stream);
        if (answer.status() == 404) {
            expired(stream, "close", answer);
            return;
        }
        expect(stream, "close", answer, 204);
        stream.closed();
        stream.renewed(before);
        tally.closes.increment();
    }

    void delete(CrashStream stream) {
        boolean expirable = stream.mayHaveExpired();
        stream.doubting(CrashStream.Doubt.DELETE);
        Answer answer = client.delete(stream);
        if (answer.status() != 404 || !(expirable || stream.mayHaveExpired())) {
            expect(stream, "delete", answer, 204);
        }
        stream.forget();
        tally.deletes.increment();
    }

    void look(CrashStream stream) {
        long before = System.currentTimeMillis();
        Answer answer = client.head(stream);
        if (answer.status() == 404) {
            expired(stream, "HEAD", answer);
            return;
        }
        expect(stream, "HEAD", answer, 200);
        expectOffset(stream, "HEAD", answer, stream.entries() - 1);
        if (stream.mustHaveExpired(before)) {
            throw fault(stream, "still there after its lifetime: " + answer);
        }
    }

    private void expired(CrashStream stream, String what, Answer answer) {
        if (!stream.mayHaveExpired()) {
            throw fault(stream, what + " answered " + answer);
        }
        stream.forget();
        tally.expiries.increment();
    }

    private static AssertionError fault(CrashStream stream, String what) {
        return new AssertionError(stream.name() + ": " + what);
    }

    private static void expect(CrashStream stream, String what, Answer answer, int status) {
        if (answer.status() != status) {
            throw fault(stream, what + " answered " + answer + ", expected " + status);
        }
    }

    private static void expectOffset(CrashStream stream, String what, Answer answer, long seq) {
        if (!answer.nextOffset().equals(Token.of(seq))) {
            throw fault(stream, what + " answered another offset than that of entry " + seq + ": " + answer);
        }
    }
}
