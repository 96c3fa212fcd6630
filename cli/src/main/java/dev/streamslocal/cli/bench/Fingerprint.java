package dev.streamslocal.cli.bench;

/**
 * A running hash over messages in their order: 64 bits, folded from the CRC-32C of each message.
 *
 * <p>It sums up a run in a word that two sides can compare; every byte is compared beside it.
 */
final class Fingerprint {
    static final long EMPTY = 0x2545F4914F6CDD1DL;

    private Fingerprint() {}

    /** The hash with one more message, or with the hash of one more part. */
    static long add(long hash, long next) {
        return Long.rotateLeft((hash ^ next) * 0x9E3779B97F4A7C15L, 29);
    }
}
