package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Requests that belong to no load, one for each stream: all are done when {@link #left} is 0. Confined to the loop. */
final class Chores {
    private static final int CONNECTIONS_MAX = 16;

    // Each may have waited for the silence of a server that is dead.
    private static final int HOPELESS = 2 * CONNECTIONS_MAX;

    private final Loop loop;
    private final Target target;
    private final String method;
    private final String headers;
    private final Deque<BenchStream> due;
    private final List<String> failures = new ArrayList<>();
    private int left;
    private int brokenInARow;
    private boolean answered;

    /** @param headers header lines of each request with their line ends */
    Chores(Loop loop, Target target, String method, String headers, List<BenchStream> streams) {
        this.loop = loop;
        this.target = target;
        this.method = method;
        this.headers = headers;
        this.due = new ArrayDeque<>(streams);
        this.left = streams.size();
    }

    void start() {
        var connections = Math.min(CONNECTIONS_MAX, due.size());
        for (var i = 0; i < connections; i++) {
            new Worker().next();
        }
    }

    int left() {
        return left;
    }

    /** Whether anything was answered at all. */
    boolean answered() {
        return answered;
    }

    private void giveUpRest() {
        for (var stream = due.poll(); stream != null; stream = due.poll()) {
            failures.add(method + " " + stream.path() + ": not tried, as nobody answers");
            left--;
        }
    }

    /** Why requests failed, one text each. */
    List<String> failures() {
        return failures;
    }

    private final class Worker extends Talk {
        private String request = "";

        Worker() {
            super(Chores.this.loop, Chores.this.target, SILENCE_MAX);
        }

        void next() {
            var stream = due.poll();
            if (stream == null) {
                close();
                return;
            }
            request = method + " " + stream.path();
            send(ByteBuffer.wrap((target().head(method, stream.path()) + headers + "\r\n").getBytes(ISO_8859_1)));
        }

        @Override
        public void head(AnswerHead head) {
            // Judged when it is complete.
        }

        @Override
        boolean accepted() {
            return false;
        }

        @Override
        void content(byte[] bytes, int from, int to) {
            // Nothing is wanted of it but its words where it is an error.
        }

        @Override
        void finished(AnswerHead head) {
            answered = true;
            brokenInARow = 0;
            if (!head.successful()) {
                failures.add(refused(request, head));
            }
            left--;
            next();
        }

        @Override
        public void broken(String reason) {
            failures.add(request + ": " + reason);
            left--;
            brokenInARow++;
            if (brokenInARow >= HOPELESS) {
                giveUpRest();
            }
            loop().after(0, this::next);
        }
    }
}
