package dev.streamslocal.protocol;

import java.util.Random;

/** The source of chance of a test: prints its seed and takes one back through {@code -Dseed=}. */
final class Seed {

    private Seed() {}

    static Random random(Class<?> test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test.getSimpleName() + " -Dseed=" + seed);
        return new Random(seed);
    }
}
