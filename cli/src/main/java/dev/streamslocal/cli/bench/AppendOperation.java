package dev.streamslocal.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Appends the next messages of one writer, stream after stream. */
final class AppendOperation implements Operation {
    private static final int NUMBER_DIGITS = 10;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(ISO_8859_1);

    private final List<Lane> lanes;
    private final List<byte[]> heads = new ArrayList<>();
    private final int batch;
    private final boolean producer;
    private final Figures figures;
    private final ByteBuffer request;
    private int turn;
    private Lane lane;
    private int first;
    private long hashAfter;

    /**
     * @param lanes at least one
     * @param batch messages of each request
     * @param writer producer id if the requests carry producer headers, or empty
     */
    AppendOperation(Target target, String contentType, List<Lane> lanes, int batch, String writer, Figures figures) {
        this.lanes = lanes;
        this.lane = lanes.getFirst();
        this.batch = batch;
        this.producer = !writer.isEmpty();
        this.figures = figures;
        var body = lane.stream().messages().bodyBytes(batch);
        for (var each : lanes) {
            heads.add(head(target, contentType, each, body, writer).getBytes(ISO_8859_1));
        }
        var head = heads.stream().mapToInt(each -> each.length).max().orElseThrow();
        this.request = ByteBuffer.allocateDirect(head + NUMBER_DIGITS + HEAD_END.length + body);
    }

    // Ends where the sequence number goes, or before the end of the head.
    private static String head(Target target, String contentType, Lane lane, int body, String writer) {
        var head = target.head("POST", lane.stream().path()) + "Content-Type: " + contentType + "\r\nContent-Length: "
                + body;
        return writer.isEmpty()
                ? head
                : head + "\r\nProducer-Id: " + writer + "\r\nProducer-Epoch: 0\r\nProducer-Seq: ";
    }

    @Override
    public ByteBuffer next(long intended) {
        lane = lanes.get(turn);
        request.clear();
        request.put(heads.get(turn));
        turn = turn + 1 == lanes.size() ? 0 : turn + 1;
        first = lane.take(batch);
        if (producer) {
            request.put(Integer.toString(first / batch).getBytes(ISO_8859_1));
        }
        request.put(HEAD_END);
        hashAfter = lane.stream()
                .messages()
                .putBody(request, lane.stream().index(), lane.writer(), first, batch, lane.hash());
        lane.sent(first, intended);
        return request.flip();
    }

    @Override
    public ByteBuffer again() {
        return request.rewind();
    }

    @Override
    public String name() {
        return "POST " + lane.stream().path();
    }

    @Override
    public void head(AnswerHead head) {
        // Status and end are all that matters.
    }

    @Override
    public void content(byte[] bytes, int from, int to) {
        // An acknowledgement has no content.
    }

    @Override
    public void succeeded(AnswerHead head, long intended, long now) {
        lane.acknowledge(first, batch, hashAfter);
        figures.appended((long) batch * lane.stream().messages().size(), intended, now);
    }

    @Override
    public boolean failed(boolean unknown) {
        if (!producer && unknown) {
            lane.stream().outcomeUnknown();
        }
        return producer;
    }
}
