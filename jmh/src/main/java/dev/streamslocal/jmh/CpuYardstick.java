package dev.streamslocal.jmh;

import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How fast is this machine at this moment? Work that no change of ours alters, against which the other times are held.
 *
 * <p>A checksum and a walk through an array of 64 KiB in an order that no prefetcher guesses: arithmetic, branches and the caches, without
 * any allocation.
 */
@State(Scope.Thread)
public class CpuYardstick extends ShortRun {

    private static final int BYTES = 64 * 1024;
    private static final int STEPS = 4096;

    private final byte[] bytes = new byte[BYTES];
    private final CRC32C crc = new CRC32C();

    @Setup
    public void prepare() {
        new SplittableRandom(1).nextBytes(bytes);
    }

    @Benchmark
    public long checksumAndWalk() {
        crc.reset();
        crc.update(bytes, 0, bytes.length);
        long sum = crc.getValue();
        int at = 0;
        for (int i = 0; i < STEPS; i++) {
            int step = bytes[at];
            sum += step > 0 ? step : sum >>> 7;
            at = (at * 31 + step + i) & (BYTES - 1);
        }
        return sum;
    }
}
