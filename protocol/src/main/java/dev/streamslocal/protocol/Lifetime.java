package dev.streamslocal.protocol;

/** How long a stream lives (contract 10 §4.1, §4.3). */
public sealed interface Lifetime {

    /** The deadline of what never expires. */
    long NEVER = Long.MAX_VALUE;

    Lifetime FOREVER = new Forever();

    /** Until it is deleted. */
    record Forever() implements Lifetime {

        @Override
        public long deadlineMillis(long usedMillis) {
            return NEVER;
        }
    }

    /** Until nothing has used it for so long; each use starts the window anew. */
    record Ttl(long seconds) implements Lifetime {

        public Ttl {
            if (seconds < 0 || seconds > Timestamps.MAX_MILLIS / 1000) {
                throw new IllegalArgumentException("TTL is negative or beyond the calendar: " + seconds + " s");
            }
        }

        @Override
        public long deadlineMillis(long usedMillis) {
            return usedMillis + seconds * 1000;
        }
    }

    /** Until a fixed time. */
    record Until(long epochMillis) implements Lifetime {

        public Until {
            if (epochMillis < -Timestamps.MAX_MILLIS || epochMillis > Timestamps.MAX_MILLIS) {
                throw new IllegalArgumentException("expiry is outside the calendar: " + epochMillis + " ms");
            }
        }

        @Override
        public long deadlineMillis(long usedMillis) {
            return epochMillis;
        }
    }

    /**
     * Reads the two headers, each empty when absent.
     *
     * @throws ProtocolException 400 when both are given, when one is malformed, or when the deadline is outside the
     *     calendar
     */
    static Lifetime parse(String ttlHeader, String expiresAtHeader, long nowMillis) {
        boolean ttl = !ttlHeader.isBlank();
        boolean expiresAt = !expiresAtHeader.isBlank();
        if (ttl && expiresAt) {
            throw ProtocolException.badRequest("only one of Stream-TTL or Stream-Expires-At is allowed");
        }
        if (ttl) {
            return parseTtl(ttlHeader, nowMillis);
        }
        return expiresAt ? new Until(Timestamps.parse(expiresAtHeader)) : FOREVER;
    }

    /** When the stream expires if it was last used at {@code usedMillis}: it has expired when now is greater. */
    long deadlineMillis(long usedMillis);

    private static Lifetime parseTtl(String header, long nowMillis) {
        long seconds = Durations.ttlSeconds(header);
        if (seconds > (Timestamps.MAX_MILLIS - nowMillis) / 1000) {
            throw Durations.invalidTtl();
        }
        return new Ttl(seconds);
    }
}
