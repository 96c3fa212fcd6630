package dev.streamslocal.cli.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Follows a stream from its start by one request after the other. Confined to the loop. */
final class PageReader extends Talk implements LiveReader {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int ATTEMPTS_MAX = 5;
    private static final long PATIENCE = 3 * SILENCE_MAX;

    private final Sequence sequence;
    private final BodyScanner scanner;
    private final AtTail atTail;
    private final Figures figures;
    private final Runnable done;
    private String position = "-1";
    private boolean accepted;
    private boolean started;
    private long bytes;
    private int attempts;
    private long firstAttempt = System.nanoTime();

    /** What a reader does when it has read all there is. */
    enum AtTail {
        /** Ends; it is done. */
        END(""),
        /** Asks for more at once; the server answers when there is more. */
        WAIT_THERE("&live=long-poll"),
        /** Asks for more after a pause. */
        PAUSE("");

        private final String query;

        AtTail(String query) {
            this.query = query;
        }
    }

    /**
     * @param sink takes the messages, for the sequence
     * @param done told when the reader has ended
     */
    PageReader(
            Loop loop,
            Target target,
            Sequence sequence,
            BodyScanner.Sink sink,
            AtTail atTail,
            Figures figures,
            Runnable done) {
        super(loop, target, PATIENCE);
        this.sequence = sequence;
        this.scanner = new BodyScanner(sequence.stream().messages(), sink);
        this.atTail = atTail;
        this.figures = figures;
        this.done = done;
    }

    @Override
    public void start() {
        send(ByteBuffer.wrap(target().get(sequence.stream().path() + "?offset=" + position + atTail.query)));
        // A long-poll is not answered before there is something to read.
        started = true;
    }

    @Override
    public boolean ready() {
        return started;
    }

    @Override
    public Sequence sequence() {
        return sequence;
    }

    @Override
    public void head(AnswerHead head) {
        accepted = head.successful();
        bytes = 0;
        scanner.begin();
    }

    @Override
    boolean accepted() {
        return accepted;
    }

    @Override
    void content(byte[] content, int from, int to) {
        bytes += to - from;
        scanner.feed(content, from, to);
    }

    @Override
    void finished(AnswerHead head) {
        if (!accepted) {
            failed(refused("GET " + sequence.stream().path(), head));
            return;
        }
        attempts = 0;
        firstAttempt = System.nanoTime();
        if (bytes > 0) {
            scanner.end();
        }
        var before = position;
        if (!head.nextOffset().isEmpty()) {
            position = head.nextOffset();
        }
        if (atTail == AtTail.END && !head.upToDate() && bytes > 2 && position.equals(before)) {
            giveUp("the page from offset " + before + " ends where it begins");
            return;
        }
        // "[]" is the only page of so few bytes.
        if (!head.upToDate() && bytes > 2 || atTail == AtTail.WAIT_THERE) {
            start();
        } else if (atTail == AtTail.PAUSE) {
            loop().after(PAUSE, this::start);
        } else {
            close();
            done.run();
        }
    }

    @Override
    public void broken(String reason) {
        if (bytes > 0 && accepted) {
            figures.error("GET " + sequence.stream().path() + ": " + reason);
            giveUp(reason);
        } else {
            failed("GET " + sequence.stream().path() + ": " + reason);
        }
    }

    private void failed(String what) {
        figures.error(what);
        attempts++;
        if (attempts < ATTEMPTS_MAX && System.nanoTime() - firstAttempt < PATIENCE) {
            loop().after(PAUSE * attempts, this::start);
        } else {
            giveUp(what);
        }
    }

    private void giveUp(String reason) {
        close();
        sequence.breakOff(reason);
        done.run();
    }
}
