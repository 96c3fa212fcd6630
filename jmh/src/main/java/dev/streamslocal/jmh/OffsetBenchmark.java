package dev.streamslocal.jmh;

import dev.streamslocal.protocol.Offset;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does an offset cost on its way into an answer and out of a request? {@code ./jmh/run OffsetBenchmark}
 *
 * <p>Positions are those of streams between one and a billion messages, small ones as frequent as large ones.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OffsetBenchmark extends ShortRun {

    private static final int POSITIONS = 1024;
    private static final int POSITION_BITS = 30;

    private final long[] positions = positions(new SplittableRandom(1));
    private final String[] tokens =
            LongStream.of(positions).mapToObj(Offset::token).toArray(String[]::new);
    private int turn;

    private static long[] positions(SplittableRandom random) {
        return LongStream.range(0, POSITIONS)
                .map(i -> 1 + random.nextLong(1L << random.nextInt(POSITION_BITS)))
                .toArray();
    }

    @Benchmark
    public String token() {
        return Offset.token(positions[next()]);
    }

    @Benchmark
    public Offset parse() {
        return Offset.parse(tokens[next()]);
    }

    private int next() {
        turn = (turn + 1) & (POSITIONS - 1);
        return turn;
    }
}
