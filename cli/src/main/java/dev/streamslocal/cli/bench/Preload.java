package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/** Fills the library before the run, in large requests. Confined to the loop. */
final class Preload extends Talk {
    private static final int BODY_MAX = 1 << 20;
    private static final int BATCH_MAX = 1000;

    private final Lane lane;
    private final String contentType;
    private final int total;
    private final int passFirst;
    private final int batchMax;
    private String passPosition = "-1";
    private String failure = "";
    private int first;
    private int count;
    private long hashAfter;

    /**
     * @param total messages
     * @param last so many of the newest are what a pass reads; 0 for all
     */
    Preload(Loop loop, Target target, Lane lane, String contentType, int total, int last) {
        super(loop, target, SILENCE_MAX);
        this.lane = lane;
        this.contentType = contentType;
        this.total = total;
        this.passFirst = last == 0 ? 0 : Math.max(0, total - last);
        var messages = lane.stream().messages();
        this.batchMax = messages.json() ? Math.clamp(BODY_MAX / messages.size(), 1, BATCH_MAX) : 1;
    }

    /** Sends the next request, unless all is there. */
    void next() {
        if (lane.next() == total) {
            return;
        }
        var end = lane.next() < passFirst ? passFirst : total;
        count = Math.min(batchMax, end - lane.next());
        first = lane.take(count);
        var messages = lane.stream().messages();
        var body = messages.bodyBytes(count);
        var head = (target().head("POST", lane.stream().path()) + "Content-Type: " + contentType
                        + "\r\nContent-Length: " + body + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        var request = ByteBuffer.allocate(head.length + body).put(head);
        hashAfter = messages.putBody(request, lane.stream().index(), lane.writer(), first, count, lane.hash());
        send(request.flip());
    }

    boolean done() {
        return lane.acknowledged(0, total) == total;
    }

    /** Why it stopped, or empty. */
    String failure() {
        return failure;
    }

    Library library() {
        return new Library(lane.stream(), passPosition, passFirst);
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
        // An acknowledgement has no content.
    }

    @Override
    void finished(AnswerHead head) {
        if (!head.successful()) {
            failure = refused("POST " + lane.stream().path(), head);
            return;
        }
        lane.acknowledge(first, count, hashAfter);
        if (lane.next() == passFirst) {
            passPosition = head.nextOffset();
        }
        next();
    }

    @Override
    public void broken(String reason) {
        failure = "POST " + lane.stream().path() + ": " + reason;
    }
}
