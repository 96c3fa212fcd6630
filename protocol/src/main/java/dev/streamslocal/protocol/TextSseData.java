package dev.streamslocal.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Text as one {@code data:} line for each of its lines, so that no text can end the event or begin another. */
final class TextSseData implements SseData {

    private static final byte[] NEXT_LINE = "\ndata:".getBytes(ISO_8859_1);

    private final ByteSink sink;
    private boolean lineStart = true;
    private boolean afterCr;

    TextSseData(ByteSink sink) {
        this.sink = sink;
    }

    @Override
    public void slice(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int line = offset;
        while (line < end) {
            boolean secondHalf = afterCr && bytes[line] == '\n';
            afterCr = false;
            if (secondHalf) {
                line++;
                continue;
            }
            int stop = LineEnds.next(bytes, line, end);
            piece(bytes, line, stop);
            if (stop < end) {
                sink.put(NEXT_LINE, 0, NEXT_LINE.length);
                lineStart = true;
                afterCr = bytes[stop] == '\r';
            }
            line = stop + 1;
        }
    }

    @Override
    public void end() {
        SseFrames.end(sink);
    }

    private void piece(byte[] bytes, int from, int to) {
        if (from == to) {
            return;
        }
        // Parsers drop one blank after the colon.
        if (lineStart && bytes[from] == ' ') {
            sink.put((byte) ' ');
        }
        lineStart = false;
        sink.put(bytes, from, to - from);
    }
}
