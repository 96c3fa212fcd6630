package dev.streamslocal.jmh;

import dev.streamslocal.protocol.JsonSplitter;
import dev.streamslocal.protocol.Messages;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does it cost to check a JSON body and to cut it into its messages? {@code ./jmh/run JsonSplitBenchmark}
 *
 * <p>The bodies are written without white space between their tokens, as {@code JSON.stringify} does, so that the splitter has nothing
 * to move and the same array can be split again and again.
 */
@State(Scope.Thread)
public class JsonSplitBenchmark extends ShortRun {

    /** What a request carries. */
    public enum Body {
        OBJECT_OF_1_KIB(1, Payloads.object(0, 1024)),
        ARRAY_OF_100_X_256_B(100, Payloads.array(100, 256)),
        ARRAY_OF_1_MIB(4080, Payloads.array(4080, 256));

        private final int messages;
        private final byte[] bytes;

        Body(int messages, byte[] bytes) {
            this.messages = messages;
            this.bytes = bytes;
        }
    }

    @Param
    public Body body;

    private byte[] bytes;

    @Setup
    public void prepare() {
        bytes = body.bytes.clone();
        int count = split().count();
        if (count != body.messages || !Arrays.equals(bytes, body.bytes)) {
            throw new IllegalStateException("split " + body + " into " + count + " messages, or moved some");
        }
    }

    @Benchmark
    public Messages split() {
        return JsonSplitter.split(bytes, 0, bytes.length);
    }
}
