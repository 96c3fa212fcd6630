package dev.streamslocal.engine.stream;

import dev.streamslocal.protocol.Limits;

/**
 * How long live readers wait.
 *
 * @param longPollDefaultMillis wait of a long-poll that names none
 * @param longPollMillisMax longest wait a long-poll may ask for
 * @param sseIdleMillis pause after which an SSE connection repeats its control event, where the request names none
 * @param sseLifeMillis age at which an SSE connection is ended after a control event
 */
public record LiveLimits(long longPollDefaultMillis, long longPollMillisMax, long sseIdleMillis, long sseLifeMillis) {

    public static final LiveLimits STANDARD = new LiveLimits(
            Limits.LONG_POLL_DEFAULT_MILLIS,
            Limits.LONG_POLL_MAX_MILLIS,
            Limits.SSE_IDLE_MILLIS,
            Limits.SSE_LIFE_MILLIS);

    /** Wait of a long-poll that asked for {@code millis}, or for nothing ({@link ReadQuery#NO_TIMEOUT}). */
    long longPollMillis(long millis) {
        return millis == ReadQuery.NO_TIMEOUT ? longPollDefaultMillis : Math.min(millis, longPollMillisMax);
    }

    /** Idle interval of an SSE connection; 0 means the default, since no connection goes without a heartbeat. */
    long sseIdleMillis(long millis) {
        return millis == ReadQuery.NO_TIMEOUT || millis == 0 ? sseIdleMillis : millis;
    }
}
