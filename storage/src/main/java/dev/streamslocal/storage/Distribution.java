package dev.streamslocal.storage;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often values of each size have occurred, by powers of two: bucket {@code i} counts those from 2^i to 2^(i+1) - 1, and all below 2
 * stand in bucket 0. Any thread; recording takes a few atomic additions and no memory.
 */
public final class Distribution {

    /** One for each bit of a positive value. */
    public static final int BUCKETS = Long.SIZE - 1;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final AtomicLong sum = new AtomicLong();
    private final AtomicLong min = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong max = new AtomicLong();

    /** Counts a value; a negative one as 0. */
    public void record(long value) {
        long counted = Math.max(0, value);
        counts.getAndIncrement(bucket(counted));
        sum.getAndAdd(counted);
        if (counted < min.get()) {
            min.accumulateAndGet(counted, Math::min);
        }
        if (counted > max.get()) {
            max.accumulateAndGet(counted, Math::max);
        }
    }

    static int bucket(long value) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, value));
    }

    /** What was recorded so far; values that arrive meanwhile may be in one part of it and not in another. */
    public Counts counts() {
        long[] copy = new long[BUCKETS];
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
            total += copy[i];
        }
        return new Counts(copy, total, sum.get(), total == 0 ? 0 : Math.min(min.get(), max.get()), max.get());
    }

    /** Counts of values: how many, their sum, the smallest and the largest; 0 each if there was none. */
    public record Counts(long[] buckets, long count, long sum, long min, long max) {

        /** One value. */
        public static Counts of(long value) {
            var one = new Distribution();
            one.record(value);
            return one.counts();
        }

        /**
         * The lower bound of the bucket in which so large a part of the values is reached, from 0 to 1, but no less than the smallest
         * value and no more than the largest; 0 if there is none.
         */
        public long quantile(double part) {
            long reached = 0;
            for (int i = 0; i < buckets.length; i++) {
                reached += buckets[i];
                if (count > 0 && reached >= count * part && buckets[i] > 0) {
                    return Math.clamp(1L << i, min, max);
                }
            }
            return 0;
        }
    }

    /** What has been recorded since somebody looked last. Confined to whoever looks. */
    public static final class Interval {
        private final Distribution distribution;
        private Counts before;

        /** Begins now, and takes over the extremes of {@code distribution}: one interval each may be open. */
        public Interval(Distribution distribution) {
            this.distribution = distribution;
            this.before = distribution.counts();
        }

        /** The values since the last call. */
        public Counts next() {
            long min = distribution.min.getAndSet(Long.MAX_VALUE);
            long max = distribution.max.getAndSet(0);
            Counts now = distribution.counts();
            long[] more = new long[BUCKETS];
            for (int i = 0; i < BUCKETS; i++) {
                more[i] = now.buckets()[i] - before.buckets()[i];
            }
            Counts interval = new Counts(
                    more, now.count() - before.count(), now.sum() - before.sum(), min == Long.MAX_VALUE ? 0 : min, max);
            before = now;
            return interval;
        }
    }
}
