package dev.streamslocal.jmh;

import dev.streamslocal.protocol.Offset;
import dev.streamslocal.protocol.SseData;
import dev.streamslocal.protocol.SseEncoding;
import dev.streamslocal.protocol.SseFrames;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does it cost to turn a page into the bytes of its events? {@code ./jmh/run SseFrameBenchmark}
 *
 * <p>An operation writes the data event and the control event into memory that is there. A small page is what a reader at the tail gets,
 * a large one is a page of catch-up, which comes in pieces of 256 KiB. Text is a log with lines of about 70 bytes.
 */
@State(Scope.Thread)
public class SseFrameBenchmark extends ShortRun {

    private static final int PIECE_BYTES_MAX = 256 * 1024;
    private static final int MESSAGE_BYTES = 1023;
    private static final Offset NEXT = new Offset(1_000_000);
    private static final String CURSOR = "1234567";

    @Param({"JSON", "TEXT"})
    public SseEncoding encoding;

    @Param({"1024", "1048576"})
    public int pageBytes;

    private byte[] piece;
    private int pieces;
    private ArraySink sink;

    @Setup
    public void prepare() {
        int pieceBytes = Math.min(pageBytes, PIECE_BYTES_MAX);
        pieces = pageBytes / pieceBytes;
        piece = encoding == SseEncoding.JSON
                ? Payloads.objects(pieceBytes / (MESSAGE_BYTES + 1), MESSAGE_BYTES)
                : Payloads.text(pieceBytes);
        sink = new ArraySink(2 * pageBytes);
    }

    @Benchmark
    public byte[] frame() {
        sink.clear();
        SseData data = SseFrames.data(encoding, sink);
        for (int i = 0; i < pieces; i++) {
            data.slice(piece, 0, piece.length);
        }
        data.end();
        byte[] control = SseFrames.control(NEXT, true, false, CURSOR);
        sink.put(control, 0, control.length);
        return sink.bytes();
    }
}
