package dev.streamslocal.protocol;

/** Entries as one array on one line, which needs no look at them: stored JSON holds no line end (decision 1). */
final class JsonSseData implements SseData {

    private final ByteSink sink;
    private boolean first = true;

    JsonSseData(ByteSink sink) {
        this.sink = sink;
        sink.put((byte) '[');
    }

    @Override
    public void slice(byte[] bytes, int offset, int length) {
        if (!first) {
            sink.put((byte) ',');
        }
        first = false;
        sink.put(bytes, offset, length);
    }

    @Override
    public void end() {
        sink.put((byte) ']');
        SseFrames.end(sink);
    }
}
