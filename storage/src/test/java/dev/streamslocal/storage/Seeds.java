package dev.streamslocal.storage;

import java.util.Random;

/** The seed of a random test: printed, and taken from {@code -Dseed=} to run a failure again. */
final class Seeds {

    private Seeds() {}

    static long seed(Class<?> test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test.getSimpleName() + " -Dseed=" + seed);
        return seed;
    }

    static Random random(Class<?> test) {
        return new Random(seed(test));
    }
}
