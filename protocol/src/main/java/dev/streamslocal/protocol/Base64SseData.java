package dev.streamslocal.protocol;

import java.util.Base64;

/** Bytes as one base64 text; up to two bytes of a slice wait for the next one, so that only the end is padded. */
final class Base64SseData implements SseData {

    private static final Base64.Encoder ENCODER = Base64.getEncoder();
    private static final int CHUNK_BYTES = 3 * 2048;

    private final ByteSink sink;
    private final byte[] waiting = new byte[3];
    private int waitingCount;

    Base64SseData(ByteSink sink) {
        this.sink = sink;
    }

    @Override
    public void slice(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (waitingCount > 0 && at < end) {
            await(bytes[at++]);
        }
        int whole = at + (end - at) / 3 * 3;
        encode(bytes, at, whole);
        for (at = whole; at < end; at++) {
            await(bytes[at]);
        }
    }

    @Override
    public void end() {
        encode(waiting, 0, waitingCount);
        waitingCount = 0;
        SseFrames.end(sink);
    }

    private void await(byte b) {
        waiting[waitingCount++] = b;
        if (waitingCount == waiting.length) {
            encode(waiting, 0, waiting.length);
            waitingCount = 0;
        }
    }

    private void encode(byte[] bytes, int from, int to) {
        byte[] in = new byte[Math.min(CHUNK_BYTES, to - from)];
        byte[] out = new byte[(in.length + 2) / 3 * 4];
        for (int at = from; at < to; at += in.length) {
            int length = Math.min(in.length, to - at);
            byte[] chunk = length == in.length ? in : new byte[length];
            System.arraycopy(bytes, at, chunk, 0, length);
            sink.put(out, 0, ENCODER.encode(chunk, out));
        }
    }
}
