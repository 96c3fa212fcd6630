package dev.streamslocal.storage;

/**
 * The intervals of a {@link DirectoryLock}, in milliseconds.
 *
 * @param stale age from which a lock directory of any owner may be taken over
 * @param refresh pause between two refreshes
 * @param retry pause after a refresh that failed
 */
public record LockTiming(long stale, long refresh, long retry) {
    /** The intervals that processes of other makes expect on the same directory (contract 50 §2). */
    public static final LockTiming SHARED = new LockTiming(30_000, 15_000, 1_000);

    public LockTiming {
        if (retry <= 0 || refresh <= 0 || stale <= refresh) {
            throw new IllegalArgumentException("lock intervals must be positive and stale above refresh: " + stale
                    + ", " + refresh + ", " + retry);
        }
    }
}
