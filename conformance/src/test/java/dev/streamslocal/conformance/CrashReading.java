package dev.streamslocal.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of one stream as its pages come, held against what was sent for it: every message is one that was sent,
 * byte for byte, and the messages of a request stand together, whole, once, and after those the same writer sent
 * earlier. What differs is an AssertionError.
 */
final class CrashReading {
    private static final int SHOWN_BYTES = 120;

    private final CrashStream stream;
    private final Map<CrashStream.Sent, Long> lastSeqs = new HashMap<>();
    private final Map<Integer, Long> newest = new HashMap<>();

    private long entries;
    private CrashStream.@Nullable Sent open;
    private int nextIndex;

    CrashReading(CrashStream stream) {
        this.stream = stream;
    }

    /** Takes one page as the server sent it. */
    void page(byte[] body) {
        switch (stream.kind()) {
            case JSON -> jsonPage(body);
            case BYTES -> bytesPage(body);
        }
    }

    /** Nothing more comes: the last request must be whole. */
    void end() {
        if (open != null) {
            throw new AssertionError(
                    "half there: " + open.request + " ends before message " + nextIndex + " at entry " + entries);
        }
    }

    long entries() {
        return entries;
    }

    /** Sequence number of the last entry of a request that is there. */
    Optional<Long> lastSeq(CrashStream.Sent sent) {
        return Optional.ofNullable(lastSeqs.get(sent));
    }

    private void jsonPage(byte[] body) {
        if (body.length < 2 || body[0] != '[' || body[body.length - 1] != ']') {
            throw new AssertionError("not an array: " + shown(body, 0));
        }
        int at = 1;
        while (at < body.length - 1) {
            at = message(body, at);
            if (at < body.length - 1 && body[at++] != ',') {
                throw new AssertionError("no comma after entry " + (entries - 1) + ": " + shown(body, at - 1));
            }
        }
    }

    private void bytesPage(byte[] body) {
        for (int at = 0; at < body.length; ) {
            at = message(body, at);
        }
    }

    /** Judges the message that starts here and returns where it ends. */
    private int message(byte[] page, int at) {
        var numbers = new Numbers(page, at);
        int writer = (int) numbers.next();
        long number = numbers.next();
        int index = (int) numbers.next();
        CrashStream.Sent sent = stream.sent(writer, number)
                .orElseThrow(() ->
                        new AssertionError("entry " + entries + " was never sent, was refused, or belongs to an earlier"
                                + " stream of this name: " + shown(page, at)));
        inItsPlace(sent, index);
        byte[] expected = sent.request.message(index);
        int end = at + expected.length;
        if (end > page.length || !Arrays.equals(page, at, end, expected, 0, expected.length)) {
            throw new AssertionError("entry " + entries + ", message " + index + " of " + sent.request + ", differs: "
                    + shown(page, at));
        }
        entries++;
        return end;
    }

    private void inItsPlace(CrashStream.Sent sent, int index) {
        if (open == null) {
            begin(sent);
        }
        if (sent != open || index != nextIndex) {
            throw new AssertionError("not whole: entry " + entries + " is message " + index + " of " + sent.request
                    + ", expected message " + nextIndex + " of " + open.request);
        }
        nextIndex++;
        if (nextIndex == sent.request.count()) {
            lastSeqs.put(sent, entries);
            open = null;
        }
    }

    private void begin(CrashStream.Sent sent) {
        if (lastSeqs.containsKey(sent)) {
            throw new AssertionError(
                    "twice: " + sent.request + " at entry " + entries + " and before entry " + lastSeqs.get(sent));
        }
        Long earlier = newest.put(sent.request.writer(), sent.request.number());
        if (earlier != null && earlier > sent.request.number()) {
            throw new AssertionError(
                    "out of order: " + sent.request + " at entry " + entries + " after request " + earlier);
        }
        open = sent;
        nextIndex = 0;
    }

    private static String shown(byte[] bytes, int at) {
        int end = Math.min(bytes.length, at + SHOWN_BYTES);
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    /** The decimal numbers at the head of a message. */
    private static final class Numbers {
        private final byte[] page;
        private int at;

        Numbers(byte[] page, int at) {
            this.page = page;
            this.at = at;
        }

        long next() {
            while (at < page.length && !isDigit(page[at])) {
                at++;
            }
            long number = 0;
            for (; at < page.length && isDigit(page[at]); at++) {
                number = number * 10 + page[at] - '0';
            }
            return number;
        }

        private static boolean isDigit(byte next) {
            return next >= '0' && next <= '9';
        }
    }
}
